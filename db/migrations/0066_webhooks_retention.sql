-- Deliveries with their attempts, and events, are removed by the worker 90 days after their end, game by game.
GRANT SELECT (id, ended_at) ON webhooks.delivery TO hubcraft_dispatcher;
GRANT SELECT (game_id, id, created_at) ON webhooks.event TO hubcraft_dispatcher;
CREATE POLICY routing ON webhooks.event FOR SELECT TO hubcraft_dispatcher USING (true);
