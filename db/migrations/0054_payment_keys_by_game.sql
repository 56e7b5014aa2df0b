-- Every key of a tenant's table begins with its game. Two accounts at a provider may number alike: one must neither keep the other's charge from being recorded nor make its
-- notification a duplicate. Within a game nothing changes, and a notification's game follows from the payment that it names, so the same one always meets itself again.
ALTER TABLE payments.payment DROP CONSTRAINT payment_provider_reference_key;
ALTER TABLE payments.payment ADD CONSTRAINT payment_provider_reference_key UNIQUE (game_id, provider, provider_reference);
ALTER TABLE payments.psp_notification DROP CONSTRAINT psp_notification_pkey;
ALTER TABLE payments.psp_notification ADD CONSTRAINT psp_notification_pkey PRIMARY KEY (game_id, psp, event_id);
