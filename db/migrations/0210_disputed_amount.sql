-- What the bank took when a dispute was opened: of a payment that was refunded in part, what was left. Null: an earlier build has heard of it, and it was the whole payment.
ALTER TABLE payments.payment ADD COLUMN dispute_minor bigint;
