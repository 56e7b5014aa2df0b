-- What became of a payment that was held because another amount was reported than asked for.
ALTER TABLE payments.payment ADD COLUMN resolution text, ADD COLUMN resolved_by text COLLATE "C", ADD COLUMN resolved_at timestamptz;
