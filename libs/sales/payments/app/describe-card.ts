import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope } from '#platform/cqrs/doors';
import type { CardFacts } from '../contracts/commands.js';
import { DescribeCard } from '../contracts/queries.js';
import { AccountGateways } from './account-gateways.js';

@QueryHandler(DescribeCard)
export class DescribeCardHandler implements IQueryHandler<DescribeCard> {
  constructor(private readonly callers: CallScope, private readonly gateways: AccountGateways) {}

  async execute({ token, seller }: DescribeCard): Promise<CardFacts> {
    const gateway = seller === 'studio' ? await this.gateways.inUse(this.callers.current) : this.gateways.ofToken(token);
    // What names a provider that is not set up is asked about nowhere, nor a wallet: its card is sealed, and what a browser says beside it is the buyer's word.
    const isAsked = gateway?.isConfigured && gateway.tokenForm.test(token) && !token.startsWith('wallet_');
    const answer = isAsked ? await gateway.describeCard?.(token) : undefined;
    if (answer?.outcome !== 'answered') return { country: null, bin: null, fingerprint: null };
    const { country, bin, fingerprint } = answer.value;
    return { country: matching(country, /^[A-Z]{2}$/), bin: matching(bin, /^\d{6,8}$/), fingerprint: matching(fingerprint, /^[\x21-\x7e]{1,255}$/) };
  }
}

const matching = (text: string | null, form: RegExp): string | null => (text !== null && form.test(text) ? text : null);
