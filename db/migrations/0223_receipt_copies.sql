-- Receipts that are asked for again.
ALTER TABLE notifications.mail DROP CONSTRAINT mail_kind_check;
ALTER TABLE notifications.mail ADD CONSTRAINT mail_kind_check CHECK (kind IN ('receipt', 'refund', 'copy')) NOT VALID;
ALTER TABLE notifications.mail VALIDATE CONSTRAINT mail_kind_check;
