-- W3C traceparent of the span that wrote the row: what is done because of it goes on in the same trace. Null where traces were off.
ALTER TABLE platform.outbox_event ADD COLUMN traceparent text COLLATE "C";
ALTER TABLE platform.job ADD COLUMN traceparent text COLLATE "C";
ALTER TABLE webhooks.event ADD COLUMN traceparent text COLLATE "C";
ALTER TABLE payments.payment ADD COLUMN traceparent text COLLATE "C";
