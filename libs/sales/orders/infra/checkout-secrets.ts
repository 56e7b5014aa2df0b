import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { tokenHash } from '#platform/crypto/envelope';
import type { OrderRow } from './rows.js';

type Checkout = Pick<OrderRow, 'id' | 'checkout_key'>;

/**
 * The client secret of an order's checkout. It is derived from the order's id and a root key (`DerivedKeys`) that the order names, so that it can be shown again without being
 * stored: the database holds its hash only.
 */
@Injectable()
export class CheckoutSecrets {
  constructor(private readonly config: Config, private readonly keys: DerivedKeys) {}

  /** The root of orders that are made now. */
  get rootId(): string {
    return this.keys.rootId;
  }

  of({ id, checkout_key }: Checkout): string {
    return `cs_${createHmac('sha256', this.keys.checkoutKey(checkout_key)).update(id).digest('base64url')}`;
  }

  hashOf(order: Checkout): string {
    return tokenHash(this.of(order));
  }

  urlOf(order: Checkout): string {
    return `${this.config.publicUrl}/checkout/${this.of(order)}`;
  }
}
