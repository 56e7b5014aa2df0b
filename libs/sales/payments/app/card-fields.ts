import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';

/** With what the card fields of a provider are drawn in a browser: nothing that is secret. */
export interface CardFieldsSetup {
  provider: string;
  publishable_key: string;
  /** Of the page that embeds them, which is ours as well. */
  parent_origin: string;
}

const KEYS: Record<string, string> = { stripe: 'STRIPE_PUBLISHABLE_KEY', checkout_com: 'CHECKOUT_COM_PUBLIC_KEY', adyen: 'ADYEN_CLIENT_KEY' };

@Injectable()
export class CardFields {
  constructor(private readonly config: Config) {}

  /** Null: no provider whose fields we serve, or it is not set up. */
  setupOf(provider: string): CardFieldsSetup | null {
    const key = Object.hasOwn(KEYS, provider) ? this.config.optional(KEYS[provider]!) : undefined;
    return key ? { provider, publishable_key: key, parent_origin: new URL(this.config.publicUrl).origin } : null;
  }
}
