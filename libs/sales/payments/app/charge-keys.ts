import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { fieldsOf, readFields } from '../contracts/method-fields.js';
import { isByCard, saveConsentOf } from '../contracts/queries.js';
import type { ChargeKey, ChargeOrder, RefundKey } from '../domain/payment-gateway.js';
import type { AttemptForCharge } from '../infra/payment-views.js';
import { PaymentRepository } from '../infra/payment.repository.js';
import { OpenSavedToken } from './saved-methods.js';
import { ScaExemptions } from './sca-exemptions.js';

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

/** What is told with a charge and does not stand in its row. `fields`: what the buyer was asked for the method, as she has written it. */
export interface ToldForCharge { token: string | null; locale: string | null; fields: Readonly<Record<string, string>>; card_country: string | null; wants_question: boolean }

/** By what a provider is charged and asked, with what we have ourselves for one that cannot be asked: it is read only when it is wanted. */
@Injectable()
export class ChargeKeys {
  constructor(private readonly queries: Queries, private readonly exemptions: ScaExemptions) {}

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

  /** What the provider is sent. Null: it was to be paid by what is not there any more. `fields_wrong`: what it wants to be told of the buyer is not there, or is not what it should be. */
  async orderOf(attempt: AttemptForCharge, { token, locale, fields, card_country, wants_question }: ToldForCharge, scope: Scope): Promise<ChargeOrder | null | 'fields_wrong'> {
    const read = readFields(fieldsOf(attempt.provider, attempt.method), fields);
    if ('problems' in read) return 'fields_wrong';
    const saving = await this.savingOf(attempt, scope);
    if (attempt.saved_method_id && !saving.saved) return null;
    // With Apple Pay the device has authenticated the cardholder. Cards on file with Google Pay (`PAN_ONLY`) it has not: they go through 3-D Secure as any card.
    const isHersByCard = (attempt.method === 'card' || attempt.method === 'google_pay') && attempt.initiator === 'buyer';
    const is_challenge_wanted = isHersByCard && (wants_question || attempt.risk_decision === 'three_ds' || attempt.risk_decision === 'review');
    // What is kept is kept with her bank's word, without her nobody is asked anyway, and of what nobody has judged nothing is known that could stand for the bank's question.
    const mayBeExempt = isHersByCard && attempt.risk_decision !== null && !is_challenge_wanted && !saving.saves;
    const exemption = mayBeExempt ? await this.exemptions.of({ country: attempt.country, card_country, currency: attempt.currency, amount_minor: attempt.amount_minor }, scope) : null;
    return {
      reference: attempt.id, amount_minor: attempt.amount_minor, currency: attempt.currency, token: isByCard(attempt.method) ? token : null, method: attempt.method, fields: read.values,
      return_url: attempt.return_url, locale, capture: true, is_challenge_wanted, exemption, metadata: { order_id: attempt.order_id }, ...saving,
    };
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
