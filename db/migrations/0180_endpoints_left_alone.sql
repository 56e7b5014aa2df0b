-- What is for an endpoint that is left alone stays due as it is, and only its row in `endpoint_health` says that nothing leaves: thousands of deliveries are neither moved when it falls silent nor when it answers again. The
-- figures of the operator tell the two apart over all games.
GRANT SELECT (endpoint_id) ON webhooks.delivery TO hubcraft_dispatcher;
GRANT SELECT (game_id, endpoint_id, open_until) ON webhooks.endpoint_health TO hubcraft_dispatcher;
CREATE POLICY routing ON webhooks.endpoint_health FOR SELECT TO hubcraft_dispatcher USING (true);
