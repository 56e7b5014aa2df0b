-- What a buyer agreed to when she asked for delivery before her time to withdraw is over, line by line, in the words that she saw: it takes the right of withdrawal from her (Directive 2011/83/EU Art. 16(m)), so it
-- has to be shown for as long as the sale is. Of a person nothing stands here; never changed.
CREATE TABLE orders.waiver (
  game_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  -- The attempt that she paid by when she agreed: only that of the attempt which paid counts.
  payment_id text COLLATE "C" NOT NULL,
  line_id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  locale text COLLATE "C" NOT NULL,
  words text NOT NULL,
  given_at timestamptz NOT NULL,
  CONSTRAINT waiver_pkey PRIMARY KEY (game_id, order_id, payment_id, line_id),
  CONSTRAINT waiver_words_check CHECK (words <> '')
);
SELECT platform.lock_to_game('orders.waiver');
REVOKE UPDATE, DELETE ON orders.waiver FROM hubcraft_app;
