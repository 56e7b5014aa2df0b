-- Housekeeping finds the games that have notifications past their time.
CREATE INDEX psp_notification_over ON payments.psp_notification (game_id, received_at) WHERE state <> 'stored';
GRANT USAGE ON SCHEMA payments TO hubcraft_dispatcher;
GRANT SELECT (game_id, state, received_at) ON payments.psp_notification TO hubcraft_dispatcher;
CREATE POLICY routing ON payments.psp_notification FOR SELECT TO hubcraft_dispatcher USING (true);
