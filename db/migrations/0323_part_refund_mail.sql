-- no transaction
-- A mail about each part of an order that has gone back: one per refund. Of all other mails `refund_id` is empty. A part keeps its figures with its mail: those of the refund as it was announced, which name nobody.
ALTER TABLE notifications.mail ADD COLUMN IF NOT EXISTS refund_id text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN IF NOT EXISTS part jsonb
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_kind_check, ADD CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund', 'copy', 'part_refund')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_kind_check
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT IF EXISTS mail_part_check, ADD CONSTRAINT mail_part_check CHECK ((kind = 'part_refund') = (refund_id <> '') AND (kind = 'part_refund') = (part IS NOT NULL)) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_part_check
-- then
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mail_refund_key ON notifications.mail (game_id, order_id, kind, refund_id)
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_fact_key, ADD CONSTRAINT mail_fact_key UNIQUE USING INDEX mail_refund_key
