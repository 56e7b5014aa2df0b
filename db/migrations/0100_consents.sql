-- What players may ask of their data: requests for a copy of it and for its erasure.
CREATE SCHEMA consents;
GRANT USAGE ON SCHEMA consents TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

CREATE TABLE consents.gdpr_request (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  -- Who is meant, sealed, and a keyed hash by which the same request is known again. Both go with the end of an erasure and with the document of an export.
  subject bytea,
  subject_key text COLLATE "C",
  -- The players that were found for it, each with the name that stands in her place afterwards; sealed.
  players bytea,
  -- What an erasure waits for, in words of programs.
  waits_for text[] NOT NULL DEFAULT '{}',
  rows_erased int NOT NULL DEFAULT 0,
  -- The export, sealed.
  document bytea,
  document_expires_at timestamptz,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT gdpr_request_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT gdpr_request_type_check CHECK (type IN ('export', 'erasure')),
  CONSTRAINT gdpr_request_status_check CHECK (status IN ('pending', 'waiting', 'completed')),
  CONSTRAINT gdpr_request_end_check CHECK ((status = 'completed') = (ended_at IS NOT NULL)),
  CONSTRAINT gdpr_request_document_check CHECK ((document IS NULL) = (document_expires_at IS NULL) AND (document IS NULL OR type = 'export'))
);
CREATE UNIQUE INDEX gdpr_request_open_key ON consents.gdpr_request (game_id, type, subject_key) WHERE status <> 'completed';
CREATE INDEX gdpr_request_document ON consents.gdpr_request (game_id, document_expires_at) WHERE document_expires_at IS NOT NULL;
SELECT platform.lock_to_game('consents.gdpr_request');
GRANT SELECT (game_id, document_expires_at) ON consents.gdpr_request TO hubcraft_dispatcher;
CREATE POLICY routing ON consents.gdpr_request FOR SELECT TO hubcraft_dispatcher USING (true);

-- By what the facts and events of one player are found, to be taken out of them.
CREATE INDEX outbox_event_of_aggregate ON platform.outbox_event (game_id, aggregate_id);
CREATE INDEX event_of_order ON webhooks.event (game_id, order_id);

-- Whom the answer of a key is about, as a keyed hash; null where it is about nobody, and in answers of an earlier build, which go 30 days after their end.
ALTER TABLE platform.idempotency ADD COLUMN subject_key text COLLATE "C";
CREATE INDEX idempotency_of_subject ON platform.idempotency (game_id, subject_key) WHERE subject_key IS NOT NULL;
