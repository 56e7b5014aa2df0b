import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '#platform/kernel/errors';
import type { PaymentGateway } from '../../domain/payment-gateway.js';
import { SandboxGateway } from './sandbox-gateway.js';

/** The gateway of each provider. */
@Injectable()
export class Gateways {
  constructor(private readonly sandbox: SandboxGateway) {}

  named(provider: string): PaymentGateway {
    if (provider !== this.sandbox.provider) throw new InvariantBroken(`There is no gateway to ${provider}`);
    return this.sandbox;
  }
}
