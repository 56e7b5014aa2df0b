-- The API request that led to a job: what its run announces names the same.
ALTER TABLE platform.job ADD COLUMN request_id text;
