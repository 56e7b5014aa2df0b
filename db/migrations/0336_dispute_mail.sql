-- no transaction
-- Mails about disputes: one per dispute and kind. Of all other mails `dispute_id` is empty.
ALTER TABLE notifications.mail ADD COLUMN IF NOT EXISTS dispute_id text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN IF NOT EXISTS disputed_minor bigint
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_kind_check, ADD CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund', 'copy', 'part_refund', 'dispute_opened', 'dispute_won', 'dispute_lost')) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_kind_check
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT IF EXISTS mail_dispute_check, ADD CONSTRAINT mail_dispute_check CHECK ((kind LIKE 'dispute\_%') = (dispute_id <> '') AND (kind LIKE 'dispute\_%') = (disputed_minor IS NOT NULL)) NOT VALID
-- then
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_dispute_check
-- then
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS mail_about_key ON notifications.mail (game_id, order_id, kind, refund_id, dispute_id)
-- then
ALTER TABLE notifications.mail DROP CONSTRAINT mail_fact_key, ADD CONSTRAINT mail_fact_key UNIQUE USING INDEX mail_about_key
-- then
-- How many mails left within a day, over all games.
CREATE INDEX CONCURRENTLY IF NOT EXISTS mail_by_sending ON notifications.mail (sent_at) WHERE sent_at IS NOT NULL
-- then
CREATE INDEX CONCURRENTLY IF NOT EXISTS member_mail_by_sending ON notifications.member_mail (sent_at) WHERE sent_at IS NOT NULL
-- then
CREATE INDEX CONCURRENTLY IF NOT EXISTS withdrawal_mail_by_sending ON notifications.withdrawal_mail (sent_at) WHERE sent_at IS NOT NULL
