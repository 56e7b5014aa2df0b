-- A claim takes what is due endpoint by endpoint, so that the long backlog of one neither is looked through nor comes before what is new for the others. It holds what the index by endpoint alone held.
CREATE INDEX delivery_due_of_endpoint ON webhooks.delivery (game_id, endpoint_id, next_at) WHERE state = 'pending';
DROP INDEX webhooks.delivery_waiting;
