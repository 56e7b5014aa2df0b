-- no transaction
-- The mail with the number of a voucher: one per payment. Of all other mails `payment_id` is empty.
ALTER TABLE notifications.mail ADD COLUMN IF NOT EXISTS payment_id text COLLATE "C" NOT NULL DEFAULT ''
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_kind_check, ADD CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund', 'copy', 'part_refund', 'dispute_opened', 'dispute_won', 'dispute_lost', 'voucher')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_kind_check
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT IF EXISTS mail_voucher_check, ADD CONSTRAINT mail_voucher_check CHECK ((kind = 'voucher') = (payment_id <> '')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_voucher_check
-- then
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mail_of_fact_key ON notifications.mail (game_id, order_id, kind, refund_id, dispute_id, payment_id)
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_fact_key, ADD CONSTRAINT mail_fact_key UNIQUE USING INDEX mail_of_fact_key
