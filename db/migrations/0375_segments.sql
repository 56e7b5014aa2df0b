-- Who is meant: groups of players that the game tells, the studio adds to, or rules decide.
CREATE SCHEMA segments;
GRANT USAGE ON SCHEMA segments TO hubcraft_app, hubcraft_ops;

-- Counts the changes of what decides: part of the key of compiled rules. Its row is held by whoever changes groups, segments or attributes, so that no two changes contradict each other.
CREATE TABLE segments.version (
  game_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT version_pkey PRIMARY KEY (game_id)
);
SELECT platform.lock_to_game('segments.version');

CREATE TABLE segments.segment_group (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  enabled boolean NOT NULL,
  is_template boolean NOT NULL,
  -- The rule graph, as it was sent and accepted.
  graph jsonb,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT segment_group_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT segment_group_type_check CHECK (type IN ('static', 'dynamic')),
  CONSTRAINT segment_group_graph_check CHECK (graph IS NULL OR (type = 'dynamic' AND jsonb_typeof(graph) = 'object'))
);
SELECT platform.lock_to_game('segments.segment_group');

CREATE TABLE segments.segment (
  game_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text NOT NULL,
  description text,
  color text,
  image_url text,
  segment_group_id text COLLATE "C",
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT segment_pkey PRIMARY KEY (game_id, id),
  CONSTRAINT segment_slug_key UNIQUE (game_id, slug),
  CONSTRAINT segment_group_fkey FOREIGN KEY (game_id, segment_group_id) REFERENCES segments.segment_group (game_id, id)
);
SELECT platform.lock_to_game('segments.segment');

-- Who was added by the studio. What the game tells of a player stands with the player; what rules decide stands nowhere.
CREATE TABLE segments.member (
  game_id text COLLATE "C" NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  player_id text COLLATE "C" NOT NULL,
  added_at timestamptz NOT NULL,
  -- No foreign key: a segment may have a million members, who are removed some at a time after it has gone (`deleted_segment`).
  CONSTRAINT member_pkey PRIMARY KEY (game_id, segment_id, player_id)
);
SELECT platform.lock_to_game('segments.member');
CREATE INDEX member_of_player ON segments.member (game_id, player_id);

-- Segments that are gone and may have left members behind; their ids never come again.
CREATE TABLE segments.deleted_segment (
  game_id text COLLATE "C" NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  CONSTRAINT deleted_segment_pkey PRIMARY KEY (game_id, segment_id)
);
SELECT platform.lock_to_game('segments.deleted_segment');
GRANT USAGE ON SCHEMA segments TO hubcraft_dispatcher;
GRANT SELECT (game_id) ON segments.deleted_segment TO hubcraft_dispatcher;
CREATE POLICY for_the_dispatcher ON segments.deleted_segment FOR SELECT TO hubcraft_dispatcher USING (true);

-- Which of the studio's own attributes expressions may read, and of which type they are.
CREATE TABLE segments.custom_attribute (
  game_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text NOT NULL,
  description text,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  CONSTRAINT custom_attribute_pkey PRIMARY KEY (game_id, name),
  CONSTRAINT custom_attribute_type_check CHECK (type IN ('number', 'date', 'string', 'boolean', 'list'))
);
SELECT platform.lock_to_game('segments.custom_attribute');
