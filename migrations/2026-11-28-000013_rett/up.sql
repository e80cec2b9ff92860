-- What only one process may do at a time, such as to deliver letters: who does it, and until when that holds without a
-- sign of life.
CREATE TABLE rights (
  what TEXT PRIMARY KEY,
  holder TEXT,
  process TEXT,
  since TIMESTAMP,
  alive TIMESTAMP,
  lease_until TIMESTAMP
);
