import { randomBytes } from 'node:crypto';

/** Text made safe for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** JSON that cannot end the script element it stands in. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

export interface PagePolicy {
  readonly nonce: string;
  /** Origins that may embed the page; `'none'` for pages that stand alone. */
  readonly frameAncestors: string;
  /** Where its forms may lead. Browsers hold a redirect after a form to it too. */
  readonly formAction: string;
  /** What it may embed; nothing when absent. */
  readonly frameSrc?: string;
}

export function pageHeaders({ nonce, frameAncestors, formAction, frameSrc }: PagePolicy): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      `form-action ${formAction}`,
      `frame-src ${frameSrc ?? "'none'"}`,
      "base-uri 'none'",
      `frame-ancestors ${frameAncestors}`,
    ].join('; '),
  };
}
