-- Notifications that were processed are removed by the worker long after any provider repeats them, game by game.
CREATE INDEX psp_notification_processed ON payments.psp_notification (game_id, processed_at) WHERE state = 'processed';
GRANT USAGE ON SCHEMA payments TO hubcraft_dispatcher;
GRANT SELECT (game_id, state, processed_at) ON payments.psp_notification TO hubcraft_dispatcher;
CREATE POLICY routing ON payments.psp_notification FOR SELECT TO hubcraft_dispatcher USING (true);
