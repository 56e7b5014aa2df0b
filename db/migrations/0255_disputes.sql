-- What the bank asks back of payments: how each dispute stands, what we have answered, and how many there are of how many sales.
CREATE SCHEMA disputes;
GRANT USAGE ON SCHEMA disputes TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

-- As `schemeOf` of the code, for what there is by now.
CREATE FUNCTION disputes.scheme_of(brand text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN brand IS NULL THEN 'none' WHEN brand ~* 'visa|electron' THEN 'visa' WHEN brand ~* 'maestro' THEN 'maestro' WHEN brand ~* 'master|^mc$' THEN 'mastercard' WHEN brand ~* 'amex|american' THEN 'amex'
              WHEN brand ~* 'discover|diners' THEN 'discover' WHEN brand ~* 'jcb' THEN 'jcb' WHEN brand ~* 'union|cup' THEN 'unionpay' ELSE 'other' END
$$;

CREATE TABLE disputes.dispute (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  payment_id text COLLATE "C" NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  provider text NOT NULL,
  -- The provider's own id of it.
  provider_dispute_id text COLLATE "C" NOT NULL,
  status text NOT NULL,
  -- A question of the bank that has taken no money.
  is_inquiry boolean NOT NULL,
  reason text NOT NULL,
  provider_reason text,
  network_code text,
  scheme text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at timestamptz,
  closed_at timestamptz,
  -- When it went into the count of its month; null while it is an inquiry.
  counted_at timestamptz,
  -- What becomes of our answer.
  answer text NOT NULL DEFAULT 'none',
  answer_asked_by text COLLATE "C",
  answered_at timestamptz,
  answered_by text COLLATE "C",
  -- The code of why the provider refused it.
  answer_failure text,
  created_at timestamptz NOT NULL,
  modified_at timestamptz NOT NULL,
  CONSTRAINT dispute_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT dispute_provider_key UNIQUE (game_id, payment_id, provider_dispute_id),
  CONSTRAINT dispute_environment_check CHECK (environment IN ('sandbox', 'live')),
  CONSTRAINT dispute_status_check CHECK (status IN ('warning_needs_response', 'needs_response', 'under_review', 'won', 'lost', 'warning_closed')),
  CONSTRAINT dispute_inquiry_check CHECK (CASE WHEN is_inquiry THEN status IN ('warning_needs_response', 'under_review', 'warning_closed') ELSE status IN ('needs_response', 'under_review', 'won', 'lost') END),
  CONSTRAINT dispute_closed_check CHECK ((closed_at IS NOT NULL) = (status IN ('won', 'lost', 'warning_closed'))),
  CONSTRAINT dispute_amount_check CHECK (amount_minor > 0),
  CONSTRAINT dispute_answer_check CHECK (answer IN ('none', 'sending', 'sent', 'by_hand', 'accepting', 'accepted', 'refused', 'too_late')),
  CONSTRAINT dispute_answered_check CHECK ((answered_at IS NOT NULL) = (answer IN ('sent', 'accepted')))
);
CREATE INDEX dispute_of_order ON disputes.dispute (game_id, order_id, id);
-- For staff, who work over all games: what waits for an answer, by the day on which its time is over.
CREATE INDEX dispute_open_by_due ON disputes.dispute (due_at, id) WHERE closed_at IS NULL;
SELECT platform.lock_to_game('disputes.dispute');

-- What the bank was shown, as it was sent: sealed, for it names the buyer. It never changes; when she is erased it goes and its hash stays.
CREATE TABLE disputes.evidence (
  game_id text COLLATE "C" NOT NULL,
  dispute_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  document_sealed bytea,
  built_at timestamptz NOT NULL,
  erased_at timestamptz,
  CONSTRAINT evidence_pkey PRIMARY KEY (game_id, dispute_id),
  CONSTRAINT evidence_dispute_fkey FOREIGN KEY (game_id, dispute_id) REFERENCES disputes.dispute (game_id, id),
  CONSTRAINT evidence_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT evidence_erased_check CHECK ((document_sealed IS NULL) = (erased_at IS NOT NULL))
);
SELECT platform.lock_to_game('disputes.evidence');
REVOKE DELETE ON disputes.evidence FROM hubcraft_app;
CREATE FUNCTION disputes.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Evidence stays as it was built: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
-- Sealing it again under another master key, and erasing it, change no word of it.
CREATE TRIGGER stays BEFORE UPDATE ON disputes.evidence FOR EACH ROW
  WHEN (OLD.sha256 <> NEW.sha256 OR OLD.dispute_id <> NEW.dispute_id OR OLD.game_id <> NEW.game_id OR OLD.built_at <> NEW.built_at OR (OLD.document_sealed IS NULL AND NEW.document_sealed IS NOT NULL))
  EXECUTE FUNCTION disputes.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON disputes.evidence FOR EACH STATEMENT EXECUTE FUNCTION disputes.refuse_change();

-- Sales, disputes and reports of fraud of a game by card scheme and month (UTC, its first day). Nothing of a person.
CREATE TABLE disputes.month_count (
  game_id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  scheme text NOT NULL,
  month date NOT NULL,
  sales int NOT NULL DEFAULT 0,
  authenticated_sales int NOT NULL DEFAULT 0,
  disputes int NOT NULL DEFAULT 0,
  fraud_disputes int NOT NULL DEFAULT 0,
  -- What is known in US cents of the amounts of those.
  fraud_disputes_usd_minor bigint NOT NULL DEFAULT 0,
  fraud_reports int NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL,
  CONSTRAINT month_count_pkey PRIMARY KEY (game_id, scheme, month),
  CONSTRAINT month_count_month_check CHECK (extract(day FROM month) = 1),
  CONSTRAINT month_count_counts_check CHECK (sales >= 0 AND authenticated_sales BETWEEN 0 AND sales AND disputes >= 0 AND fraud_disputes BETWEEN 0 AND disputes AND fraud_disputes_usd_minor >= 0 AND fraud_reports >= 0)
);
CREATE INDEX month_count_by_month ON disputes.month_count (month, scheme);
SELECT platform.lock_to_game('disputes.month_count');

-- Each step of a threshold that a month has reached, told once. `subject`: a studio, or `operator` for what the card schemes measure.
CREATE TABLE disputes.alarm (
  subject text COLLATE "C" NOT NULL,
  programme text COLLATE "C" NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  month date NOT NULL,
  step int NOT NULL,
  cases int NOT NULL,
  base int NOT NULL,
  raised_at timestamptz NOT NULL,
  CONSTRAINT alarm_pkey PRIMARY KEY (subject, programme, scheme, month, step),
  CONSTRAINT alarm_step_check CHECK (step IN (50, 75, 100))
);
SELECT platform.lock_to_operator('disputes.alarm');

-- Whether a report of fraud refunds by itself, before it becomes a dispute: up to what, null where it does not. Without a row the installation's setting holds.
CREATE TABLE disputes.warning_rule (
  game_id text COLLATE "C" NOT NULL,
  refund_up_to_usd_minor bigint,
  within_hours int NOT NULL,
  set_by text COLLATE "C" NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT warning_rule_pkey PRIMARY KEY (game_id),
  CONSTRAINT warning_rule_amount_check CHECK (refund_up_to_usd_minor > 0),
  CONSTRAINT warning_rule_hours_check CHECK (within_hours BETWEEN 1 AND 720)
);
SELECT platform.lock_to_game('disputes.warning_rule');

-- What builds before this one have heard of: disputes as they stand, and the counts of the last months, so that the first ratios are of all sales.
INSERT INTO disputes.dispute (game_id, id, studio_id, environment, payment_id, order_id, provider, provider_dispute_id, status, is_inquiry, reason, scheme, amount_minor, currency, opened_at, closed_at, counted_at, created_at, modified_at)
SELECT p.game_id, 'dsp' || substr(p.id, 4), g.studio_id, g.environment, p.id, p.order_id, p.provider, p.dispute_id, CASE p.dispute_stage WHEN 'opened' THEN 'needs_response' ELSE p.dispute_stage END, false, 'general',
       disputes.scheme_of(p.card_brand), coalesce(p.dispute_minor, p.amount_minor), p.currency, p.status_updated_at, CASE WHEN p.dispute_stage <> 'opened' THEN p.status_updated_at END, now(), now(), now()
  FROM payments.payment p JOIN games.game g ON g.id = p.game_id WHERE p.dispute_id IS NOT NULL AND p.dispute_stage IS NOT NULL;
INSERT INTO disputes.month_count (game_id, studio_id, environment, scheme, month, sales, authenticated_sales, disputes, fraud_reports, changed_at)
SELECT game_id, studio_id, environment, scheme, month, sum(sales), sum(authenticated_sales), sum(disputes), sum(fraud_reports), now() FROM (
  SELECT p.game_id, g.studio_id, g.environment, disputes.scheme_of(p.card_brand) AS scheme, date_trunc('month', p.captured_at AT TIME ZONE 'UTC')::date AS month,
         1 AS sales, CASE WHEN p.three_ds_result = 'authenticated' THEN 1 ELSE 0 END AS authenticated_sales, 0 AS disputes, 0 AS fraud_reports
    FROM payments.payment p JOIN games.game g ON g.id = p.game_id WHERE p.captured_at >= date_trunc('month', now()) - interval '1 month 1 day' AND p.late_captured_at IS NULL
  UNION ALL
  SELECT game_id, studio_id, environment, scheme, date_trunc('month', opened_at AT TIME ZONE 'UTC')::date, 0, 0, 1, 0 FROM disputes.dispute
  UNION ALL
  SELECT f.game_id, g.studio_id, g.environment, disputes.scheme_of(p.card_brand), date_trunc('month', f.reported_at AT TIME ZONE 'UTC')::date, 0, 0, 0, 1
    FROM payments.fraud_report f JOIN payments.payment p ON p.game_id = f.game_id AND p.id = f.payment_id JOIN games.game g ON g.id = f.game_id) AS counted
 GROUP BY game_id, studio_id, environment, scheme, month;
DROP FUNCTION disputes.scheme_of(text);
