-- What a line on a statement of a card is found by, without an account: a keyed hash of day, amount, currency and the last four digits, in platform.route (`charge`). Here stands which of them are whose, so that they can be taken away.
CREATE TABLE receipts.charge (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  handle text COLLATE "C" NOT NULL,
  charged_at timestamptz NOT NULL,
  CONSTRAINT charge_pkey PRIMARY KEY (game_id, order_id)
);
CREATE INDEX charge_by_time ON receipts.charge (game_id, charged_at);
SELECT platform.lock_to_game('receipts.charge');
GRANT USAGE ON SCHEMA receipts TO hubcraft_dispatcher;
GRANT SELECT (game_id, charged_at) ON receipts.charge TO hubcraft_dispatcher;
CREATE POLICY routing ON receipts.charge FOR SELECT TO hubcraft_dispatcher USING (true);
