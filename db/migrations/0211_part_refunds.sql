-- Parts of an order are refunded beside the whole of it: what a part takes from the sale, the word for why, the tax in it. Of refunds of a build before there is none of these.
ALTER TABLE refunds.refund
  ADD COLUMN reason_code text,
  ADD COLUMN tax_minor bigint,
  ADD COLUMN part jsonb,
  -- When the end of a part was announced to its order.
  ADD COLUMN told_at timestamptz,
  ADD CONSTRAINT refund_reason_check CHECK (reason_code IN ('duplicate', 'fraudulent', 'customer_request', 'service_disruption', 'minor', 'withdrawal', 'dispute_prevention', 'other')),
  ADD CONSTRAINT refund_part_check CHECK ((purpose = 'part') = (part IS NOT NULL));
ALTER TABLE refunds.refund DROP CONSTRAINT refund_purpose_check;
ALTER TABLE refunds.refund ADD CONSTRAINT refund_purpose_check CHECK (purpose IN ('order', 'overpaid', 'part'));
-- A process of the build before ends parts without a word to their orders.
CREATE INDEX refund_untold ON refunds.refund (game_id, id) WHERE purpose = 'part' AND state IN ('succeeded', 'failed', 'dismissed') AND told_at IS NULL;
GRANT USAGE ON SCHEMA refunds TO hubcraft_dispatcher;
GRANT SELECT (game_id, id, purpose, state, told_at) ON refunds.refund TO hubcraft_dispatcher;
CREATE POLICY routing ON refunds.refund FOR SELECT TO hubcraft_dispatcher USING (true);
