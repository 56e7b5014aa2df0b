-- Payouts hear from studio/onboarding how a studio's verification stands and which of its papers are there.
ALTER TABLE payouts.standing
  DROP CONSTRAINT standing_kyb_status_check,
  ADD CONSTRAINT standing_kyb_status_check CHECK (kyb_status IN ('not_started', 'submitted', 'in_review', 'needs_information', 'approved', 'rejected', 'suspended')),
  -- The newest of its changes that was heard of.
  ADD COLUMN heard_version int NOT NULL DEFAULT 0,
  ADD COLUMN has_self_billing boolean NOT NULL DEFAULT false,
  ADD COLUMN has_tax_form boolean NOT NULL DEFAULT false,
  ADD COLUMN tax_form_valid_until date,
  ADD COLUMN is_listed boolean NOT NULL DEFAULT false;
-- Studios that onboarding has taken over.
UPDATE payouts.standing SET heard_version = 1;

ALTER TABLE payouts.hold
  DROP CONSTRAINT hold_reason_check,
  ADD CONSTRAINT hold_reason_check CHECK (reason_code IN ('disputes_high', 'refunds_high', 'kyb_needed', 'sanctions_review', 'account_review', 'unusual_sales', 'legal_order', 'other', 'self_billing_needed', 'tax_form_needed'));

-- What onboarding announces is announced under one of the studio's games, or under the operator.
CREATE POLICY heard_of ON payouts.standing TO hubcraft_app
  USING (current_setting('app.game_id', true) = 'operator' OR studio_id = (SELECT g.studio_id FROM games.game g WHERE g.id = nullif(current_setting('app.game_id', true), '')))
  WITH CHECK (current_setting('app.game_id', true) = 'operator' OR studio_id = (SELECT g.studio_id FROM games.game g WHERE g.id = nullif(current_setting('app.game_id', true), '')));
