-- An endpoint that does not answer is left alone until `open_until`; then one attempt (`probe_token`: the claim that makes it) finds out.
ALTER TABLE webhooks.endpoint_health
  ADD COLUMN silent_attempts int NOT NULL DEFAULT 0,
  ADD COLUMN openings int NOT NULL DEFAULT 0,
  ADD COLUMN open_until timestamptz,
  ADD COLUMN probe_token text;
-- Kept back meanwhile: it is due when the endpoint answers again.
ALTER TABLE webhooks.delivery ADD COLUMN is_held boolean NOT NULL DEFAULT false;
