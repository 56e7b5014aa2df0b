-- no transaction
-- Owners and finance of a studio are written to about disputes, unless they do not want it.
ALTER TABLE access.member ADD COLUMN IF NOT EXISTS wants_dispute_mails boolean NOT NULL DEFAULT true
-- then
-- What a mail tells of beside its fact. A process of an earlier build takes every mail whose `next_at` has come for one of its own kinds: mails of new kinds are due at `due_at` and have no `next_at`.
ALTER TABLE notifications.member_mail ADD COLUMN IF NOT EXISTS about jsonb, ADD COLUMN IF NOT EXISTS due_at timestamptz, ALTER COLUMN next_at DROP NOT NULL
-- then
ALTER TABLE notifications.member_mail DROP CONSTRAINT member_mail_kind_check, ADD CONSTRAINT member_mail_kind_check CHECK (kind IN ('invitation', 'password_link', 'password_changed', 'studio_dispute_opened', 'studio_dispute_due', 'studio_dispute_won', 'studio_dispute_lost')) NOT VALID
-- then
ALTER TABLE notifications.member_mail VALIDATE CONSTRAINT member_mail_kind_check
-- then
ALTER TABLE notifications.member_mail DROP CONSTRAINT IF EXISTS member_mail_about_check, ADD CONSTRAINT member_mail_about_check CHECK ((kind LIKE 'studio\_dispute\_%') = (about IS NOT NULL)) NOT VALID
-- then
ALTER TABLE notifications.member_mail VALIDATE CONSTRAINT member_mail_about_check
-- then
ALTER TABLE notifications.member_mail DROP CONSTRAINT IF EXISTS member_mail_due_check, ADD CONSTRAINT member_mail_due_check CHECK ((kind LIKE 'studio\_dispute\_%') = (due_at IS NOT NULL) AND (due_at IS NULL) = (next_at IS NOT NULL)) NOT VALID
-- then
ALTER TABLE notifications.member_mail VALIDATE CONSTRAINT member_mail_due_check
-- then
CREATE INDEX CONCURRENTLY IF NOT EXISTS member_mail_due_at ON notifications.member_mail (game_id, due_at) WHERE state = 'pending' AND due_at IS NOT NULL
