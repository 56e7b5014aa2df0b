-- What the operator tells the public of incidents: written by staff, read by everybody.
CREATE SCHEMA status;
GRANT USAGE ON SCHEMA status TO hubcraft_app, hubcraft_ops;

CREATE TABLE status.incident (
  id text COLLATE "C" NOT NULL,
  title text NOT NULL,
  impact text NOT NULL,
  components text[] NOT NULL,
  state text NOT NULL,
  opened_by text COLLATE "C" NOT NULL,
  opened_at timestamptz NOT NULL,
  resolved_at timestamptz,
  CONSTRAINT incident_pkey PRIMARY KEY (id),
  CONSTRAINT incident_impact_check CHECK (impact IN ('degraded', 'down')),
  CONSTRAINT incident_state_check CHECK (state IN ('investigating', 'identified', 'monitoring', 'resolved')),
  CONSTRAINT incident_components_check CHECK (components <@ ARRAY['store_api', 'checkout', 'webhooks', 'studio_api'] AND cardinality(components) BETWEEN 1 AND 4),
  CONSTRAINT incident_resolved_check CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
);
CREATE INDEX incident_open ON status.incident (opened_at) WHERE resolved_at IS NULL;
SELECT platform.lock_to_operator('status.incident');

CREATE TABLE status.incident_update (
  incident_id text COLLATE "C" NOT NULL,
  number int NOT NULL,
  state text NOT NULL,
  words text NOT NULL,
  written_by text COLLATE "C" NOT NULL,
  written_at timestamptz NOT NULL,
  CONSTRAINT incident_update_pkey PRIMARY KEY (incident_id, number),
  CONSTRAINT incident_update_state_check CHECK (state IN ('investigating', 'identified', 'monitoring', 'resolved')),
  CONSTRAINT incident_update_incident_fkey FOREIGN KEY (incident_id) REFERENCES status.incident (id)
);
SELECT platform.lock_to_operator('status.incident_update');
