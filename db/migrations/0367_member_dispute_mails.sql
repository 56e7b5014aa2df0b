-- Owners and finance of a studio are written to about disputes, unless they do not want it.
ALTER TABLE access.member ADD COLUMN wants_dispute_mails boolean NOT NULL DEFAULT true;
-- What a mail tells of beside its fact.
ALTER TABLE notifications.member_mail ADD COLUMN about jsonb;
ALTER TABLE notifications.member_mail DROP CONSTRAINT member_mail_kind_check, ADD CONSTRAINT member_mail_kind_check
  CHECK (kind IN ('invitation', 'password_link', 'password_changed', 'studio_dispute_opened', 'studio_dispute_due', 'studio_dispute_won', 'studio_dispute_lost')) NOT VALID;
ALTER TABLE notifications.member_mail VALIDATE CONSTRAINT member_mail_kind_check;
ALTER TABLE notifications.member_mail ADD CONSTRAINT member_mail_about_check CHECK ((kind LIKE 'studio\_dispute\_%') = (about IS NOT NULL)) NOT VALID;
ALTER TABLE notifications.member_mail VALIDATE CONSTRAINT member_mail_about_check;
