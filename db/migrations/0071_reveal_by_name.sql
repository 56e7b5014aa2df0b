-- Signing secrets are shown to keys that have `webhooks:reveal` by name. Keys of a whole environment have seen them so far and keep that.
UPDATE access.api_key SET scopes = scopes || '{webhooks:reveal}' WHERE '*' = ANY (scopes) AND NOT 'webhooks:reveal' = ANY (scopes);
