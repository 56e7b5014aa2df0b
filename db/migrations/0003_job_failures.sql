-- Failed runs are counted apart from runs: a job that asks for another run again and again (a look-up, a timer) must not be dead at its first failure.
ALTER TABLE platform.job ADD COLUMN failures int NOT NULL DEFAULT 0;
