-- A dispute has a course of its own beside the state of its payment: money that was refunded can be disputed too.
ALTER TABLE payments.payment ADD COLUMN dispute_stage text;
-- When a dispute of it was lost: money that goes back after this goes back a second time.
ALTER TABLE payments.payment ADD COLUMN charged_back_at timestamptz;
-- What was written before tells its stage by its state; of a dispute whose end was not heard after the refund, the end is still to come.
UPDATE payments.payment SET dispute_stage = CASE status WHEN 'chargeback' THEN 'lost' WHEN 'dispute' THEN 'opened' WHEN 'refunded' THEN 'opened' ELSE 'won' END,
       charged_back_at = CASE status WHEN 'chargeback' THEN status_updated_at END
 WHERE dispute_id IS NOT NULL;
ALTER TABLE payments.payment ADD CONSTRAINT payment_dispute_check CHECK (dispute_stage IN ('opened', 'won', 'lost')) NOT VALID;
ALTER TABLE payments.payment VALIDATE CONSTRAINT payment_dispute_check;
