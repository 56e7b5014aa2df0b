-- Sessions that have ended and tokens of before yesterday are removed by the worker, game by game.
CREATE INDEX session_expiry ON sign_in.session (game_id, expires_at);
GRANT USAGE ON SCHEMA sign_in TO hubcraft_dispatcher;
GRANT SELECT (game_id, expires_at) ON sign_in.session, sign_in.one_time_token TO hubcraft_dispatcher;
CREATE POLICY routing ON sign_in.session FOR SELECT TO hubcraft_dispatcher USING (true);
CREATE POLICY routing ON sign_in.one_time_token FOR SELECT TO hubcraft_dispatcher USING (true);
