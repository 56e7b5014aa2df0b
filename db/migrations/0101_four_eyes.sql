-- A refund above a limit waits for a second person. The limit is a game's; what was raised becomes the limit later (`four_eyes_next_…`), null is none.
ALTER TABLE games.game
  ADD COLUMN four_eyes_above_usd_minor bigint DEFAULT 50000,
  ADD COLUMN four_eyes_next_usd_minor bigint,
  ADD COLUMN four_eyes_next_at timestamptz,
  ADD CONSTRAINT game_four_eyes_check CHECK (four_eyes_above_usd_minor >= 0 AND four_eyes_next_usd_minor >= 0);
-- Of the sandbox no money goes anywhere: there nobody waits unless the studio tries it.
UPDATE games.game SET four_eyes_above_usd_minor = NULL WHERE environment = 'sandbox';

-- Why a refund was held, and who asked for it: by name (`mem_`, `key_`), and the member behind it where one is known.
ALTER TABLE refunds.refund
  ADD COLUMN held_for text,
  ADD COLUMN asked_by text,
  ADD COLUMN asked_by_member text;
-- Until now the breaker alone has held any. What a process of the build before still writes has none, and is the breaker's too.
UPDATE refunds.refund SET held_for = 'breaker' WHERE state = 'held' OR decided_by IS NOT NULL;
ALTER TABLE refunds.refund
  ADD CONSTRAINT refund_held_for_check CHECK (held_for IN ('breaker', 'four_eyes')),
  -- Whatever the code does: such money moves only when a member of the studio has said so who did not ask for it.
  ADD CONSTRAINT refund_four_eyes_check CHECK (
    held_for IS DISTINCT FROM 'four_eyes' OR state IN ('held', 'dismissed')
    OR (decided_by LIKE 'mem\_%' AND decided_by IS DISTINCT FROM asked_by AND decided_by IS DISTINCT FROM asked_by_member) IS TRUE
  );

-- The member who made a key, or made the key that made it. Null: nobody of the studio, or a key of an earlier build.
ALTER TABLE access.api_key ADD COLUMN made_by_member text;
