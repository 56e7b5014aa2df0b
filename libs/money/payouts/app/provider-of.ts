import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { InvariantBroken } from '#platform/kernel/errors';
import type { Environment } from '#studio/games/queries';
import type { PayoutProvider } from '../domain/payout-provider.js';
import { SandboxBank } from '../infra/providers/sandbox-bank.js';
import { BankFiles } from './bank-files.js';

/** Through whom the money of an environment leaves. */
@Injectable()
export class ProviderOf {
  constructor(private readonly config: Config, private readonly sandbox: SandboxBank, private readonly files: BankFiles) {}

  /** By files where staff have said from which account money of the currency is paid; a sandbox never. Null: through nobody. In production nobody's real money is said to have left through a sandbox. */
  async find(environment: Environment, currency: string): Promise<PayoutProvider | null> {
    if (environment === 'live' && (await this.files.pays(currency))) return this.files;
    if (!this.config.optional('SANDBOX_PSP_URL')) return null;
    return this.config.isProduction && environment === 'live' ? null : this.sandbox;
  }

  named(provider: string): PayoutProvider {
    const found = [this.sandbox, this.files].find((each) => each.provider === provider);
    if (!found) throw new InvariantBroken(`Nobody pays out through ${provider}`);
    return found;
  }
}
