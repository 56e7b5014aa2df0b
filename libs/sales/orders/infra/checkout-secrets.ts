import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tokenHash } from '#platform/crypto/envelope';

/**
 * The client secret of an order's checkout. It is derived from the order's id and MASTER_KEY, so that it can be shown again without being stored: the
 * database holds its hash only.
 */
@Injectable()
export class CheckoutSecrets {
  private readonly key: Buffer;

  constructor(private readonly config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.masterKey, Buffer.alloc(0), Buffer.from('hubcraft checkout secrets'), 32));
  }

  of(orderId: string): string {
    return `cs_${createHmac('sha256', this.key).update(orderId).digest('base64url')}`;
  }

  hashOf(orderId: string): string {
    return tokenHash(this.of(orderId));
  }

  urlOf(orderId: string): string {
    return `${this.config.publicUrl}/checkout/${this.of(orderId)}`;
  }
}
