-- How the buyer pays an attempt that is open elsewhere (number of a voucher, text of a QR code, the provider's page, until when), sealed: the page names her. Gone when the attempt is no longer open.
ALTER TABLE payments.payment ADD COLUMN instructions_sealed bytea,
  ADD CONSTRAINT payment_instructions_check CHECK (instructions_sealed IS NULL OR status = 'created') NOT VALID;

-- A build that does not know the column ends an attempt and leaves in it what was there, which the check would refuse: it goes with the state, whoever writes.
CREATE FUNCTION payments.drop_instructions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.instructions_sealed := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER drop_instructions BEFORE UPDATE ON payments.payment FOR EACH ROW
  WHEN (OLD.status = 'created' AND NEW.status <> 'created' AND NEW.instructions_sealed IS NOT NULL) EXECUTE FUNCTION payments.drop_instructions();
