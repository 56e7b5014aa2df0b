-- The attempt of an order that is known to be written at payments. Who mends what a crash left asks once for each attempt, however long ago it took its
-- order, instead of again and again for all that are held.
ALTER TABLE orders.order ADD COLUMN confirmed_payment_id text COLLATE "C";
DROP INDEX orders.order_held;
CREATE INDEX order_unconfirmed ON orders.order (game_id, id) WHERE status = 'captured' AND confirmed_payment_id IS DISTINCT FROM payment_id;
