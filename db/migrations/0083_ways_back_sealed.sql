-- The way back of an attempt names the secret of its checkout and is sealed from now on. An attempt that is over leads nowhere; one that still runs ends within a day.
UPDATE payments.payment SET return_url = '' WHERE status <> 'created' AND return_url <> '';
