-- no transaction
-- What 0322 asks of refunds holds for those that were there before it.
ALTER TABLE refunds.refund VALIDATE CONSTRAINT refund_held_for_check
-- then
ALTER TABLE refunds.refund VALIDATE CONSTRAINT refund_four_eyes_check
