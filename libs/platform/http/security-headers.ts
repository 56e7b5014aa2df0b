import type { Config } from '../config/config.js';

/**
 * What every answer says unless its route says more: it is what its type says, nothing of it is kept by anybody in between, and whoever shows it as a page gets a page that does nothing and stands in no
 * frame. Pages of ours have a policy of their own (apps/hub/document.tsx); what may be kept says so itself.
 */
export function securityHeaders(config: Config): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
    // A browser that has been here by https never comes by http again.
    ...(config.publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
