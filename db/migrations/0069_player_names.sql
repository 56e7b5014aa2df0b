-- Players by the beginning of their names, whatever their case: a payment is looked for by who paid it.
CREATE INDEX player_by_name ON players.player (game_id, (lower(name) COLLATE "C")) WHERE name IS NOT NULL;
