import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { saveConsentOf } from '../contracts/queries.js';
import type { ChargeKey, ChargeOrder, RefundKey } from '../domain/payment-gateway.js';
import type { AttemptForCharge } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { OpenSavedToken } from './saved-methods.js';

/** More than any payment has: with each of its notifications kept once. */
const HEARD_MAX = 500;

/** What a provider has notified of a payment. Of an erased player nothing is left of it. */
class GetHeard extends Query<Buffer[]> {
  constructor(readonly psp: string, readonly paymentId: string) { super(); }
}

@QueryHandler(GetHeard)
export class GetHeardHandler implements IQueryHandler<GetHeard> {
  constructor(private readonly database: Database) {}
  async execute({ psp, paymentId }: GetHeard): Promise<Buffer[]> {
    const rows = await this.database.query<{ body: Buffer }>(
      `SELECT body FROM payments.psp_notification WHERE game_id = $1 AND payment_id = $2 AND psp = $3 AND body <> '' ORDER BY received_at, event_id LIMIT $4`, [currentScope().gameId, paymentId, psp, HEARD_MAX]);
    return rows.map(({ body }) => body);
  }
}

/** Where the page of a provider sends the player back to, as it was told with the charge. Null: there is no such attempt. */
class GetWayBack extends Query<string | null> {
  constructor(readonly paymentId: string) { super(); }
}

@QueryHandler(GetWayBack)
export class GetWayBackHandler implements IQueryHandler<GetWayBack> {
  constructor(private readonly payments: PaymentRepository) {}
  execute({ paymentId }: GetWayBack): Promise<string | null> {
    return this.payments.wayBack(paymentId);
  }
}

/** By what a provider is asked, with what we have ourselves for one that cannot be asked: it is read only when it is wanted. */
@Injectable()
export class ChargeKeys {
  constructor(private readonly queries: Queries) {}

  of(attempt: AttemptForCharge, scope: Scope): ChargeKey {
    const { id, provider, provider_reference, method, status, charging_at, amount_minor, currency, provider_state, action_url } = attempt;
    // Of an attempt that has ended no money is asked for any more.
    const known = {
      method, amount_minor, currency, captures: status === 'created', state: provider_state, action_url, heard: () => this.queries.ask(new GetHeard(provider, id), scope),
      asked: async () => {
        const return_url = await this.queries.ask(new GetWayBack(id), scope);
        return return_url === null ? null : { return_url, ...(await this.savingOf(attempt, scope)) };
      },
    };
    return { reference: id, provider_reference, charged_at: charging_at, known };
  }

  /** What a charge is sent with of what is kept, or is to be. `saved` is null where the charge was to be paid by what is not there any more. */
  async savingOf({ saved_method_id, player_id, initiator, save_consent_version, save_consent_locale }: AttemptForCharge, scope: Scope): Promise<{ saves?: ChargeOrder['saves']; saved?: NonNullable<ChargeOrder['saved']> }> {
    if (saved_method_id) {
      const token = await this.queries.ask(new OpenSavedToken(saved_method_id, player_id), scope);
      return token ? { saved: { ...token, by: initiator } } : {};
    }
    const consent = save_consent_version ? saveConsentOf(save_consent_version, save_consent_locale ?? '') : undefined;
    return consent ? { saves: consent.usage } : {};
  }

  ofRefund(reference: string, { provider, payment_id, payment_reference }: { provider: string; payment_id: string; payment_reference: string }, scope: Scope): RefundKey {
    return { reference, payment_reference, heard: () => this.queries.ask(new GetHeard(provider, payment_id), scope) };
  }
}
