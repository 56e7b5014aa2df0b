-- Fee plans belong to studios: one holds for all games of a studio, or for one of them. The operator's staff set them; a studio and each of its games read them. The plans of before, which the database's owner wrote, are kept.
ALTER TABLE fees.fee_plan
  ADD COLUMN studio_id text COLLATE "C",
  ADD COLUMN fixed_usd_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN minimum_usd_minor bigint NOT NULL DEFAULT 0,
  -- Payment method → parts per million of the net amount on top of `rate_ppm`.
  ADD COLUMN surcharges_ppm jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN set_by text COLLATE "C" NOT NULL DEFAULT 'owner';
UPDATE fees.fee_plan p SET studio_id = g.studio_id FROM games.game g WHERE g.id = p.game_id;
ALTER TABLE fees.fee_plan
  ALTER COLUMN studio_id SET NOT NULL,
  ALTER COLUMN fixed_usd_minor DROP DEFAULT,
  ALTER COLUMN minimum_usd_minor DROP DEFAULT,
  ALTER COLUMN surcharges_ppm DROP DEFAULT,
  ALTER COLUMN set_by DROP DEFAULT,
  DROP CONSTRAINT fee_plan_pkey,
  DROP CONSTRAINT fee_plan_from_key,
  ALTER COLUMN game_id DROP NOT NULL,
  ADD CONSTRAINT fee_plan_pkey PRIMARY KEY (studio_id, id),
  ADD CONSTRAINT fee_plan_from_key UNIQUE NULLS NOT DISTINCT (studio_id, game_id, valid_from),
  ADD CONSTRAINT fee_plan_amounts_check CHECK (fixed_usd_minor >= 0 AND minimum_usd_minor >= 0);

DROP POLICY of_the_game ON fees.fee_plan;
CREATE POLICY of_the_studio ON fees.fee_plan FOR SELECT TO hubcraft_app USING (studio_id = nullif(current_setting('app.studio_id', true), ''));
CREATE POLICY of_its_games ON fees.fee_plan FOR SELECT TO hubcraft_app USING (studio_id = (SELECT g.studio_id FROM games.game g WHERE g.id = nullif(current_setting('app.game_id', true), '')));
CREATE POLICY of_the_operator ON fees.fee_plan TO hubcraft_app USING (current_setting('app.studio_id', true) = 'operator') WITH CHECK (current_setting('app.studio_id', true) = 'operator');
GRANT INSERT ON fees.fee_plan TO hubcraft_app;
