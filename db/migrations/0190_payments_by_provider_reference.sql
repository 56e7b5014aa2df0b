-- A notification about a dispute names the provider's payment alone, and has to find the game that it belongs to.
GRANT USAGE ON SCHEMA payments TO hubcraft_dispatcher;
GRANT SELECT (game_id, id, provider, provider_reference) ON payments.payment TO hubcraft_dispatcher;
CREATE POLICY routing ON payments.payment FOR SELECT TO hubcraft_dispatcher USING (true);
