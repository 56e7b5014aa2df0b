-- How the buyer pays an attempt that is open elsewhere (number of a voucher, text of a QR code, the provider's page, until when), sealed: the page names her. Gone when the attempt is no longer open.
ALTER TABLE payments.payment ADD COLUMN instructions_sealed bytea,
  ADD CONSTRAINT payment_instructions_check CHECK (instructions_sealed IS NULL OR status = 'created') NOT VALID;
