-- Who a studio is and what it has agreed to, and whether a live game may take money.
CREATE SCHEMA onboarding;
GRANT USAGE ON SCHEMA onboarding TO hubcraft_app, hubcraft_ops, hubcraft_dispatcher;

-- How the verification (KYB) of a studio stands. Without a row nobody has begun.
CREATE TABLE onboarding.standing (
  studio_id text COLLATE "C" NOT NULL,
  -- Grows with each change: who hears of an older one after a newer one passes it by.
  version int NOT NULL,
  kyb_status text NOT NULL,
  reason text,
  changed_by text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  -- The company data that was approved, and those that were submitted last.
  approved_company_id text COLLATE "C",
  submitted_company_id text COLLATE "C",
  -- A name of theirs stands on a sanctions list, and nobody has said yet that it is somebody else.
  is_listed boolean NOT NULL DEFAULT false,
  self_billing_agreement_id text COLLATE "C",
  tax_form text,
  tax_form_reference text,
  tax_form_signed_on date,
  tax_form_valid_until date,
  tax_form_set_by text COLLATE "C",
  tax_form_set_at timestamptz,
  CONSTRAINT standing_pkey PRIMARY KEY (studio_id),
  CONSTRAINT standing_kyb_status_check CHECK (kyb_status IN ('not_started', 'submitted', 'in_review', 'needs_information', 'approved', 'rejected', 'suspended')),
  CONSTRAINT standing_tax_form_check CHECK (tax_form IN ('w9', 'w8ben', 'w8ben_e', 'w8eci', 'not_needed')),
  CONSTRAINT standing_tax_form_told_check CHECK ((tax_form IS NULL) = (tax_form_reference IS NULL) AND (tax_form IS NULL) = (tax_form_set_by IS NULL) AND (tax_form IS NULL) = (tax_form_set_at IS NULL))
);
SELECT platform.lock_to_studio('onboarding.standing');

-- Company data as they were submitted, never edited: the next ones follow. `data_sealed` has names, birth dates and addresses.
CREATE TABLE onboarding.company (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  data_sealed bytea NOT NULL,
  submitted_by text COLLATE "C" NOT NULL,
  submitted_at timestamptz NOT NULL,
  -- What the last look at the sanctions lists said. `unavailable`: nobody has looked, and `screening_note` says why.
  screening text NOT NULL,
  screening_provider text,
  -- Which edition of the list.
  screening_list text,
  -- Which of the names, and which entries of the list: no name stands here.
  screening_hits jsonb NOT NULL DEFAULT '[]',
  screening_note text,
  screened_at timestamptz,
  -- Of the hits those of which an approval has said that it is somebody else.
  cleared_hits jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT company_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT company_screening_check CHECK (screening IN ('pending', 'clear', 'hit', 'unavailable')),
  CONSTRAINT company_screened_check CHECK ((screening = 'pending') = (screened_at IS NULL))
);
SELECT platform.lock_to_studio('onboarding.company');
REVOKE DELETE ON onboarding.company FROM hubcraft_app;

-- What staff decided. An approval is proposed by one and approved by another; what is on the safe side counts at once.
CREATE TABLE onboarding.decision (
  studio_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- The company data that were looked at.
  company_id text COLLATE "C",
  reason text NOT NULL,
  -- Where the names were looked up, when nobody did it here or one stood on a list.
  screening_note text,
  state text NOT NULL,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by text COLLATE "C",
  decided_at timestamptz,
  CONSTRAINT decision_pkey PRIMARY KEY (studio_id, id),
  CONSTRAINT decision_kind_check CHECK (kind IN ('start_review', 'request_information', 'approve', 'reject', 'suspend')),
  CONSTRAINT decision_state_check CHECK (state IN ('open', 'applied', 'rejected', 'withdrawn', 'outdated')),
  CONSTRAINT decision_decided_check CHECK ((state = 'open') = (decided_by IS NULL) AND (state = 'open') = (decided_at IS NULL)),
  CONSTRAINT decision_company_check CHECK (kind <> 'approve' OR company_id IS NOT NULL),
  -- Nobody approves what she proposed herself; she may take it back.
  CONSTRAINT decision_second_person_check CHECK (kind <> 'approve' OR state NOT IN ('applied', 'rejected') OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX decision_one_open ON onboarding.decision (studio_id) WHERE state = 'open';
SELECT platform.lock_to_studio('onboarding.decision');
REVOKE DELETE ON onboarding.decision FROM hubcraft_app;

-- Texts that studios agree to. A published text is never changed: the next version follows.
CREATE TABLE onboarding.agreement (
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  version text COLLATE "C" NOT NULL,
  body text NOT NULL,
  -- From then on an older version is not enough.
  required_from timestamptz NOT NULL,
  published_by text COLLATE "C" NOT NULL,
  published_at timestamptz NOT NULL,
  CONSTRAINT agreement_pkey PRIMARY KEY (id),
  CONSTRAINT agreement_version_key UNIQUE (kind, version),
  CONSTRAINT agreement_kind_check CHECK (kind IN ('acceptable_use', 'self_billing'))
);
COMMENT ON TABLE onboarding.agreement IS 'of no tenant';
ALTER TABLE onboarding.agreement ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON onboarding.agreement FOR SELECT TO hubcraft_app, hubcraft_ops USING (true);
CREATE POLICY added_by_the_operator ON onboarding.agreement FOR INSERT TO hubcraft_app WITH CHECK (current_setting('app.studio_id', true) = 'operator');
GRANT SELECT, INSERT ON onboarding.agreement TO hubcraft_app;
GRANT SELECT ON onboarding.agreement TO hubcraft_ops;

-- Who of a studio has agreed to which text, and when.
CREATE TABLE onboarding.acceptance (
  studio_id text COLLATE "C" NOT NULL,
  agreement_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  accepted_by text COLLATE "C" NOT NULL,
  accepted_at timestamptz NOT NULL,
  CONSTRAINT acceptance_pkey PRIMARY KEY (studio_id, agreement_id),
  CONSTRAINT acceptance_agreement_fkey FOREIGN KEY (agreement_id) REFERENCES onboarding.agreement (id)
);
SELECT platform.lock_to_studio('onboarding.acceptance');
REVOKE UPDATE, DELETE ON onboarding.acceptance FROM hubcraft_app;

-- Whether a live game takes money: one row that is read before an order is made and before a payment begins. No row is a no.
CREATE TABLE onboarding.gate (
  game_id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  is_open boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  -- What was found when it was looked at last, and since when each is so.
  requirements jsonb NOT NULL DEFAULT '[]',
  looked_at timestamptz,
  CONSTRAINT gate_pkey PRIMARY KEY (game_id)
);
CREATE INDEX gate_of_studio ON onboarding.gate (studio_id);
SELECT platform.lock_to_game('onboarding.gate');
GRANT SELECT (game_id, looked_at) ON onboarding.gate TO hubcraft_dispatcher;
CREATE POLICY routing ON onboarding.gate FOR SELECT TO hubcraft_dispatcher USING (true);

-- A game that sold before there were requirements goes on selling without what is missing, until staff end that.
CREATE TABLE onboarding.waiver (
  game_id text COLLATE "C" NOT NULL,
  studio_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  placed_by text COLLATE "C" NOT NULL,
  placed_at timestamptz NOT NULL,
  end_reason text,
  ended_by text COLLATE "C",
  ended_at timestamptz,
  CONSTRAINT waiver_pkey PRIMARY KEY (game_id),
  CONSTRAINT waiver_ended_check CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL))
);
SELECT platform.lock_to_game('onboarding.waiver');
REVOKE INSERT, DELETE ON onboarding.waiver FROM hubcraft_app;

-- Staff decide in transactions of the operator, so that its audit trail has the entry.
CREATE POLICY of_the_operator ON onboarding.standing TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON onboarding.company TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON onboarding.decision TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON onboarding.acceptance FOR SELECT TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON onboarding.gate TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
CREATE POLICY of_the_operator ON onboarding.waiver TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');

-- What staff had said of a studio's verification stays said.
INSERT INTO onboarding.standing (studio_id, version, kyb_status, reason, changed_by, changed_at)
SELECT studio_id, 1, kyb_status, reason, set_by, set_at FROM payouts.standing;

-- Live games that somebody has ordered from go on taking money, and the waiver says why.
INSERT INTO onboarding.waiver (game_id, studio_id, reason, placed_by, placed_at)
SELECT g.id, g.studio_id, 'It took orders before there were requirements for going live.', 'upgrade', now()
  FROM games.game g WHERE g.environment = 'live' AND EXISTS (SELECT FROM orders."order" o WHERE o.game_id = g.id)
   -- A rejection ends a waiver, also one of before there were any.
   AND NOT EXISTS (SELECT FROM onboarding.standing s WHERE s.studio_id = g.studio_id AND s.kyb_status = 'rejected');
INSERT INTO onboarding.gate (game_id, studio_id, is_open, changed_at)
SELECT w.game_id, w.studio_id, coalesce(s.kyb_status NOT IN ('rejected', 'suspended'), true), w.placed_at
  FROM onboarding.waiver w LEFT JOIN onboarding.standing s ON s.studio_id = w.studio_id;
