-- A delivery that has succeeded and is sent again stays succeeded, whatever comes of that.
ALTER TABLE webhooks.delivery ADD COLUMN has_succeeded boolean NOT NULL DEFAULT false;
