import { EmailDomainRefused, IssuerRefused } from './contracts/errors.js';

/** An issuer as it is compared: https, without credentials, query and fragment, or one that the operator has named. Throws `access.issuer_refused`. */
export function issuerAddress(text: string, local: readonly string[]): string {
  if (local.includes(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.protocol !== 'https:' || url.username || url.password || /[?#\s\\]/.test(text) || !(url.href === text || url.href === `${text}/`)) throw new IssuerRefused();
  return text;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/** A whole domain in small letters; those below it are others. Throws `access.email_domain_refused`. */
export function emailDomain(text: string): string {
  const domain = text.trim().toLowerCase();
  if (!DOMAIN.test(domain)) throw new EmailDomainRefused();
  return domain;
}
