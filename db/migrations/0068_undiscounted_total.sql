-- What an order would cost without discounts, with the tax that is added: to be held against its total. Orders of an older build have none; what is told of them is derived when
-- they are read.
ALTER TABLE orders.order ADD COLUMN undiscounted_minor bigint CONSTRAINT order_undiscounted_check CHECK (undiscounted_minor > 0);
