-- no transaction
-- The mail with the number of a voucher: one per payment. Of all other mails `payment_id` is empty. Like mails to members about disputes it is due at `due_at`, where no process of an earlier build looks, and has no `next_at`.
ALTER TABLE notifications.mail ADD COLUMN IF NOT EXISTS payment_id text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN IF NOT EXISTS due_at timestamptz, ALTER COLUMN next_at DROP NOT NULL
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_kind_check, ADD CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund', 'copy', 'part_refund', 'dispute_opened', 'dispute_won', 'dispute_lost', 'voucher')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_kind_check
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT IF EXISTS mail_voucher_check, ADD CONSTRAINT mail_voucher_check CHECK ((kind = 'voucher') = (payment_id <> '')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_voucher_check
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT IF EXISTS mail_due_check, ADD CONSTRAINT mail_due_check CHECK ((kind = 'voucher') = (due_at IS NOT NULL) AND (due_at IS NULL) = (next_at IS NOT NULL)) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_due_check
-- then
CREATE INDEX CONCURRENTLY IF NOT EXISTS mail_due_at ON notifications.mail (game_id, due_at) WHERE state = 'pending' AND due_at IS NOT NULL
-- then
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mail_of_fact_key ON notifications.mail (game_id, order_id, kind, refund_id, dispute_id, payment_id)
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_fact_key, ADD CONSTRAINT mail_fact_key UNIQUE USING INDEX mail_of_fact_key
