-- What the processes measured of themselves: how many of what was asked ended well, by signal. Slots of five minutes for what is now, days for what was. They name nobody.
CREATE TABLE platform.service_slot (
  slot timestamptz NOT NULL,
  signal text COLLATE "C" NOT NULL,
  good bigint NOT NULL,
  total bigint NOT NULL,
  CONSTRAINT service_slot_pkey PRIMARY KEY (slot, signal),
  CONSTRAINT service_slot_good_check CHECK (good >= 0 AND good <= total)
);
COMMENT ON TABLE platform.service_slot IS 'of no tenant';
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.service_slot TO hubcraft_app;

-- `slots`: in how many of the day's 288 slots anybody measured; `since`: from when on, on the first day.
CREATE TABLE platform.service_day (
  day date NOT NULL,
  signal text COLLATE "C" NOT NULL,
  good bigint NOT NULL,
  total bigint NOT NULL,
  slots int NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT service_day_pkey PRIMARY KEY (day, signal),
  CONSTRAINT service_day_good_check CHECK (good >= 0 AND good <= total)
);
COMMENT ON TABLE platform.service_day IS 'of no tenant';
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.service_day TO hubcraft_app;
