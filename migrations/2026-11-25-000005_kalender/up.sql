-- The calendar: what is owed, when it fell due, and how far each schedule has been announced.

-- When the run fell due, when it may be tried (again), and why it was skipped, in words.
ALTER TABLE runs ADD COLUMN due_at TIMESTAMP;
ALTER TABLE runs ADD COLUMN not_before TIMESTAMP;
ALTER TABLE runs ADD COLUMN note TEXT;

-- What a daemon looks for: the oldest run that waits; the runs that others of the same county and date come after.
CREATE INDEX runs_waiting ON runs (slot, id) WHERE state = 'due';
CREATE INDEX runs_unsettled ON runs (fylke, slot) WHERE state IN ('due', 'running', 'failed');

-- The schedule a job has had in a county since it was last edited; every occurrence up to `announced_until` is a run.
CREATE TABLE schedules (
  job TEXT NOT NULL,
  fylke TEXT NOT NULL,
  schedule TEXT NOT NULL,
  announced_until TIMESTAMP NOT NULL,
  PRIMARY KEY (job, fylke)
);
