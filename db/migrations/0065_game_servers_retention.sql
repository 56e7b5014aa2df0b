-- What a game has said of a player is removed by the worker once it is believed no longer.
CREATE INDEX player_verification_expiry ON game_servers.player_verification (game_id, expires_at);
GRANT USAGE ON SCHEMA game_servers TO hubcraft_dispatcher;
GRANT SELECT (game_id, expires_at) ON game_servers.player_verification TO hubcraft_dispatcher;
CREATE POLICY routing ON game_servers.player_verification FOR SELECT TO hubcraft_dispatcher USING (true);
