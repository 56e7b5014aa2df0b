import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { InvariantBroken } from '#platform/kernel/errors';
import type { Environment } from '#studio/games/queries';
import type { PayoutProvider } from '../domain/payout-provider.js';
import { SandboxBank } from '../infra/providers/sandbox-bank.js';

/** Through whom the money of an environment leaves. */
@Injectable()
export class ProviderOf {
  constructor(private readonly config: Config, private readonly sandbox: SandboxBank) {}

  /** Null: through nobody. In production nobody's real money is said to have left through a sandbox. */
  find(environment: Environment): PayoutProvider | null {
    if (!this.config.optional('SANDBOX_PSP_URL')) return null;
    return this.config.isProduction && environment === 'live' ? null : this.sandbox;
  }

  named(provider: string): PayoutProvider {
    if (provider === this.sandbox.provider) return this.sandbox;
    throw new InvariantBroken(`Nobody pays out through ${provider}`);
  }
}
