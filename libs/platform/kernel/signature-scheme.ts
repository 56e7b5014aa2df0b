/** How messages to an endpoint are signed; `crypto/webhook-signature` makes the headers. */
export type SignatureScheme =
  | { scheme: 'standard-webhooks' }
  | { scheme: 'timestamped-hmac'; signatureHeader: string; timestampHeader: string };
