-- What an Idempotency-Key gives back may be a secret that is shown once (an API key, the secret of a webhook, the address of a checkout): it is kept sealed.
-- `body` and `results` of requests that an earlier build has answered stay readable and leave with the housekeeping, 30 days after them.
ALTER TABLE platform.idempotency
  ADD COLUMN sealed_body bytea,
  -- Command name → its result, sealed, as base64.
  ADD COLUMN sealed_results jsonb NOT NULL DEFAULT '{}';
