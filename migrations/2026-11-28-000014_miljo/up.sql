-- What the database is: a test's or production's. One row, written when the tables are made; settings that say otherwise
-- are refused.
CREATE TABLE installation (
  id BIGINT PRIMARY KEY,
  environment TEXT NOT NULL,
  since TIMESTAMP NOT NULL,
  CONSTRAINT installation_one_row CHECK (id = 1),
  CONSTRAINT installation_environment_known CHECK (environment IN ('test', 'production'))
);
