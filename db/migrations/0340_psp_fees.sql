-- What is known of a provider's fee whose amount was not told with its payment: what the books were told of it then, and what the provider has settled. Either may come first; with both there, the difference is booked.
CREATE TABLE ledger.psp_fee (
  game_id text COLLATE "C" NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  currency text NOT NULL,
  -- As it was booked with the money: whose, of which sale, who bears the fee. Null until then.
  order_id text COLLATE "C",
  is_of_sale boolean,
  bearer text,
  estimated_minor bigint,
  -- The day of the sale; null where the money was no sale's, which is booked when it is posted.
  occurred_on date,
  -- As the settlement report has it. Null until then.
  settled_minor bigint,
  line_id text COLLATE "C",
  CONSTRAINT psp_fee_pkey PRIMARY KEY (game_id, payment_id),
  CONSTRAINT psp_fee_bearer_check CHECK (bearer IN ('studio', 'operator')),
  CONSTRAINT psp_fee_told_check CHECK ((bearer IS NULL) = (estimated_minor IS NULL) AND (bearer IS NULL) = (is_of_sale IS NULL)),
  CONSTRAINT psp_fee_settled_check CHECK ((settled_minor IS NULL) = (line_id IS NULL))
);
-- Settled, and nobody has told yet whose it is.
CREATE INDEX psp_fee_waiting ON ledger.psp_fee (game_id) WHERE bearer IS NULL;
SELECT platform.lock_to_game('ledger.psp_fee');
REVOKE DELETE ON ledger.psp_fee FROM hubcraft_app;
