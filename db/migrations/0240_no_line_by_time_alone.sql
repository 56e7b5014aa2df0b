-- What is due is found endpoint by endpoint. An index of a game's deliveries by time alone invites plans that go through everything that waits for others: while a table grows faster than its statistics are renewed, the planner holds both indexes
-- for equally good.
DROP INDEX webhooks.delivery_due;
