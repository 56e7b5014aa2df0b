import ipaddr from 'ipaddr.js';
import { isPublicAddress } from '#platform/egress/egress';
import { hostOf, isLoopbackHost, portOf, type OwnListeners } from '#platform/egress/own-listeners';

export const URL_MAX = 2_048;

/** Services that never speak HTTP and have been fooled by it. */
const PORTS_REFUSED = new Set([7, 9, 19, 21, 22, 23, 25, 53, 69, 110, 111, 119, 123, 135, 137, 139, 143, 161, 389, 445, 465, 514, 587, 636, 873, 993, 995, 1433, 1521, 2049, 2181, 2375, 2376, 3306, 3389, 5432, 5984, 6379, 9042, 9092, 9200, 9300, 11211, 27017]);
const PORTS_LIVE = new Set([443, 8443]);

export type UrlVerdict = { url: string; isLocal: boolean } | { refused: string };

const refused = (why: string): UrlVerdict => ({ refused: why });

/**
 * Whether an endpoint may have this address. `url` is the address as WHATWG reads it, so that what was checked is what is called: a host
 * written as one number, in octal or in full-width digits has become a plain IPv4 address here. Names are looked at again when they resolve.
 */
export function checkEndpointUrl(text: string, environment: 'sandbox' | 'live', own: Pick<OwnListeners, 'isNamedBy'>): UrlVerdict {
  if (text.length > URL_MAX) return refused(`The address is longer than ${URL_MAX} characters.`);
  if (!/^[^\s\\\p{Cc}]*$/u.test(text)) return refused('The address holds blanks, control characters or backslashes.');
  if (!URL.canParse(text)) return refused('This is not an absolute URL.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && environment === 'sandbox')) return refused(environment === 'live' ? 'Live webhooks are called by https only.' : 'Webhooks are called by http or https.');
  if (url.username || url.password) return refused('The address must not hold a user name or a password.');
  if (text.includes('#')) return refused('The address must not have a fragment.');
  const hostFault = checkHost(url, text, environment);
  if (hostFault) return refused(hostFault);
  const isLocal = isLoopbackHost(hostOf(url));
  const portFault = checkPort(url, environment, isLocal);
  if (portFault) return refused(portFault);
  if (own.isNamedBy(url)) return refused('This is our own address.');
  return { url: url.toString(), isLocal };
}

function checkHost(url: URL, text: string, environment: 'sandbox' | 'live'): string | null {
  const host = hostOf(url);
  if (host === '' || host.endsWith('.')) return 'The host must be a plain name, without a dot at its end.';
  if (ipaddr.isValid(host)) {
    // Only the plain notation is taken: whoever writes an address as 0x7f.1 or 2130706433 has something to hide.
    if (ipaddr.IPv4.isValid(host) && !text.includes(`//${host}`)) return 'Write an IPv4 address as four decimal numbers.';
    if (isPublicAddress(host)) return null;
    return environment === 'sandbox' && isLoopbackHost(host) ? null : `${host} is not an address on the public internet.`;
  }
  if (isLoopbackHost(host)) return environment === 'sandbox' ? null : `${host} is not a name on the public internet.`;
  return !host.includes('.') || /\.(local|internal|lan|home|arpa|test|invalid|onion)$/.test(host) ? `${host} is not a name on the public internet.` : null;
}

function checkPort(url: URL, environment: 'sandbox' | 'live', isLocal: boolean): string | null {
  const port = portOf(url);
  if (PORTS_REFUSED.has(port)) return `Port ${port} belongs to another service.`;
  if (environment === 'live' && !PORTS_LIVE.has(port)) return 'Live webhooks listen on port 443 or 8443.';
  if (!isLocal && port < 1_024 && port !== 80 && port !== 443) return `Port ${port} belongs to another service.`;
  return null;
}
