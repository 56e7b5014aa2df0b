-- The files of documents: made when they are asked for first, and the same to the byte from then on.
CREATE TABLE receipts.file (
  game_id text COLLATE "C" NOT NULL,
  document_id text COLLATE "C" NOT NULL,
  pdf bytea NOT NULL,
  sha256 text NOT NULL,
  made_at timestamptz NOT NULL,
  CONSTRAINT file_pkey PRIMARY KEY (game_id, document_id),
  CONSTRAINT file_document_fkey FOREIGN KEY (game_id, document_id) REFERENCES receipts.document (game_id, id),
  CONSTRAINT file_sha256_check CHECK (sha256 = encode(sha256(pdf), 'hex'))
);
SELECT platform.lock_to_game('receipts.file');
REVOKE UPDATE, DELETE ON receipts.file FROM hubcraft_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts.file FOR EACH STATEMENT EXECUTE FUNCTION receipts.refuse_change();
