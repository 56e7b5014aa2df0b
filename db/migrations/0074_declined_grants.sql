-- What the game declined while its order was not `paid` (the bank had asked, a refund was under way) waits beside that, and goes once the order is paid again.
ALTER TABLE refunds.refund DROP CONSTRAINT refund_state_check;
ALTER TABLE refunds.refund ADD CONSTRAINT refund_state_check CHECK (state IN ('waiting', 'requested', 'succeeded', 'failed', 'held', 'dismissed'));
CREATE UNIQUE INDEX refund_waiting_key ON refunds.refund (game_id, order_id) WHERE state = 'waiting';
DROP INDEX refunds.refund_order_key;
CREATE UNIQUE INDEX refund_order_key ON refunds.refund (game_id, order_id) WHERE purpose = 'order' AND state NOT IN ('waiting', 'failed', 'dismissed');
