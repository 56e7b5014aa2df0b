import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import type { GatewayAnswer } from '../domain/payment-gateway.js';
import { askProvider, objectOf, type Json } from './gateways/provider-http.js';

/** By https://developer.apple.com/documentation/applepayontheweb/setting-up-your-server: the gateways that a page may be sent to, those of tests last. */
const HOSTS: ReadonlySet<string> = new Set([
  'apple-pay-gateway', 'cn-apple-pay-gateway', ...[1, 2, 3, 4, 5].flatMap((pod) => [`apple-pay-gateway-nc-pod${pod}`, `apple-pay-gateway-pr-pod${pod}`]), ...[1, 2, 3].flatMap((pod) => [`cn-apple-pay-gateway-sh-pod${pod}`, `cn-apple-pay-gateway-tj-pod${pod}`]),
  'apple-pay-gateway-cert', 'cn-apple-pay-gateway-cert',
].map((name) => `${name}.apple.com`));

/** The page waits with an open sheet, which Apple closes after half a minute. */
const DEADLINE_MS = 8_000;
const MAX_BYTES = 65_536;
/** What her sheet calls the shop, at most. */
const NAME_MAX = 64;

/** The address of one of Apple's gateways, as it may be asked; null: it is none, and is not called. What comes from a browser is anybody's word. */
export function appleGateway(validationUrl: string): string | null {
  if (!URL.canParse(validationUrl)) return null;
  const url = new URL(validationUrl);
  const isApple = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '' && HOSTS.has(url.hostname) && url.pathname.startsWith('/paymentservices/') && url.search === '';
  return isApple ? url.href : null;
}

/** Vouches for our pages to Apple: by the certificate of the merchant's identity, which Apple asks for when the connection is made. */
@Injectable()
export class ApplePay {
  constructor(private readonly config: Config, private readonly egress: Egress) {}

  /** How shops are called on the sheet: the operator's name, who is the seller. */
  get displayName(): string {
    return this.config.sender.name.slice(0, NAME_MAX);
  }

  get domain(): string {
    return new URL(this.config.publicUrl).hostname;
  }

  /** Apple's session for one sheet. `gateway`: by `appleGateway`. */
  begin(gateway: string): Promise<GatewayAnswer<Json>> {
    const [merchantIdentifier, cert, key] = ['APPLE_PAY_MERCHANT_ID', 'APPLE_PAY_MERCHANT_CERTIFICATE', 'APPLE_PAY_MERCHANT_KEY'].map((name) => this.config.required(name));
    const body = { merchantIdentifier, displayName: this.displayName, initiative: 'web', initiativeContext: this.domain };
    return askProvider(this.egress, { method: 'POST', url: gateway, headers: {}, body, deadline_ms: DEADLINE_MS, maxBytes: MAX_BYTES, identity: { cert: cert!, key: key! } }, (json) => objectOf(json, 'the session'), (status) => ({ code: `http_${status}`, message: '' }));
  }
}
