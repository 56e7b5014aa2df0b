import { Logger } from '@nestjs/common';
import type { X509Certificate } from 'node:crypto';
import { Egress, EgressError } from '#platform/egress/egress';
import { certificatesIn, isTrustedFor } from './certificate-chain.js';

const DEADLINE_MS = 3_000;
/** A chain is some 6 kB. */
const MAX_BYTES = 65_536;
const KEPT_MAX = 8;
const FAILED_MS = 60_000;
const FAILED_MAX = 64;
const FETCHES_MAX = 4;
const PATH = /^\/v1\/notifications\/certs\/CERT-[0-9A-Za-z-]{1,80}$/;

/** Where PayPal keeps the certificates of its webhooks, for whom they are made out, and from where it must not be believed: by where its API is. */
interface Place { origins: readonly string[]; host: string }

/** The API and the webhooks of one environment stand under two names of one host; an address of this machine is a test's own. */
function placeOf(apiUrl: string): Place {
  const { origin, hostname } = new URL(apiUrl);
  const name = hostname.includes('sandbox') ? 'sandbox.paypal.com' : 'paypal.com';
  const isPayPal = hostname === `api-m.${name}` || hostname === `api.${name}`;
  return { origins: isPayPal ? [`https://api-m.${name}`, `https://api.${name}`] : [origin], host: `messageverificationcerts.${isPayPal ? name : 'sandbox.paypal.com'}` };
}

/**
 * The certificates by which PayPal signs its webhooks. A webhook says where its own stands, and that is a stranger's word: it is fetched from PayPal's host alone, over https, within 3 s, at most four at a time,
 * and believed when it is made out for PayPal's signing and leads to a trusted root. What was fetched is kept; what could not be is not asked for again for a minute.
 */
export class PayPalCertificates {
  private readonly logger = new Logger('Payments');
  private readonly kept = new Map<string, X509Certificate[]>();
  private readonly failedUntil = new Map<string, number>();
  private readonly fetching = new Map<string, Promise<X509Certificate[] | null>>();

  constructor(private readonly egress: Egress) {}

  /** The certificate at this address, if it is to be believed at this time (Unix seconds); null: it is not, or not to be had now. `also`: roots beside those of Node. */
  async find(url: string, apiUrl: string, at: number, also: readonly X509Certificate[]): Promise<X509Certificate | null> {
    const place = placeOf(apiUrl);
    if (!isPlacedAt(url, place)) return null;
    const chain = this.kept.get(url) ?? (await this.load(url));
    if (!chain || !isTrustedFor(chain, place.host, at, also)) return null;
    this.keep(url, chain);
    return chain[0]!;
  }

  private load(url: string): Promise<X509Certificate[] | null> {
    const running = this.fetching.get(url);
    if (running) return running;
    if ((this.failedUntil.get(url) ?? 0) > performance.now() || this.fetching.size >= FETCHES_MAX) return Promise.resolve(null);
    const begun = this.ask(url).finally(() => this.fetching.delete(url));
    this.fetching.set(url, begun);
    return begun;
  }

  private async ask(url: string): Promise<X509Certificate[] | null> {
    try {
      const { status, body, cut } = await this.egress.send({ method: 'GET', url, headers: { accept: 'application/x-pem-file' }, deadlineMs: DEADLINE_MS, maxBytes: MAX_BYTES, reach: 'any' });
      const chain = status === 200 && !cut ? certificatesIn(body.toString('latin1')) : [];
      if (chain.length > 0) return chain;
      this.failed(url, `http_${status}`);
    } catch (error) {
      this.failed(url, error instanceof EgressError ? error.reason : 'unreadable');
    }
    return null;
  }

  private failed(url: string, reason: string): void {
    this.logger.warn({ msg: 'a certificate of PayPal could not be fetched: its notification is refused, and sent again', url, reason });
    if (this.failedUntil.size >= FAILED_MAX) this.failedUntil.clear();
    this.failedUntil.set(url, performance.now() + FAILED_MS);
  }

  private keep(url: string, chain: X509Certificate[]): void {
    if (this.kept.has(url)) return;
    if (this.kept.size >= KEPT_MAX) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(url, chain);
  }
}

function isPlacedAt(text: string, { origins }: Place): boolean {
  if (text.length > 500 || !URL.canParse(text)) return false;
  const { origin, pathname, href } = new URL(text);
  // Nothing but the path: no name and password, no query, nothing that is read in another way than it is written.
  return origins.includes(origin) && PATH.test(pathname) && href === text && text === origin + pathname;
}
