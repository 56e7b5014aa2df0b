import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Jobs } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, IDS_AT_A_TIME, throughIds, type Hindrance, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';
import { FORGET_JOB } from './saved-methods.js';

class ListPaymentIdsOfPlayers extends Query<string[]> {
  constructor(readonly playerIds: readonly string[], readonly after: string) { super(); }
}

@QueryHandler(ListPaymentIdsOfPlayers)
export class ListPaymentIdsOfPlayersHandler implements IQueryHandler<ListPaymentIdsOfPlayers> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds, after }: ListPaymentIdsOfPlayers): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM payments.payment WHERE game_id = $1 AND player_id = ANY($2::text[]) AND id > $3 ORDER BY id LIMIT ${IDS_AT_A_TIME}`, [currentScope().gameId, playerIds, after]);
    return rows.map(({ id }) => id);
  }
}

class ListPaymentHindrances extends Query<Hindrance[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(ListPaymentHindrances)
export class ListPaymentHindrancesHandler implements IQueryHandler<ListPaymentHindrances> {
  constructor(private readonly database: Database, private readonly traces: PersonalTraces) {}

  async execute({ playerIds }: ListPaymentHindrances): Promise<Hindrance[]> {
    const rows = await this.database.query<{ id: string; status: string; is_going_back: boolean }>(
      `SELECT id, status, refunding_minor > refunded_minor AS is_going_back FROM payments.payment WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY id DESC LIMIT 5000`, [currentScope().gameId, playerIds]);
    return [
      ...(rows.some(({ status }) => status === 'created') ? [{ reason: 'payment_open', yields: false }] : []),
      ...(rows.some(({ status, is_going_back }) => status === 'refund_requested' || is_going_back) ? [{ reason: 'refund_open', yields: false }] : []),
      ...(rows.some(({ status }) => status === 'dispute') ? [{ reason: 'dispute_open', yields: false }] : []),
      ...((await this.traces.areFactsWaiting(rows.map(({ id }) => id))) ? [{ reason: 'facts_on_their_way', yields: true }] : []),
    ];
  }
}

class GetPaymentData extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

@QueryHandler(GetPaymentData)
export class GetPaymentDataHandler implements IQueryHandler<GetPaymentData> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetPaymentData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT to_jsonb(p) AS entry FROM (
         SELECT p.id, p.order_id, p.player_id, p.provider, p.provider_reference, p.method, p.status, p.amount_minor, p.currency, p.country, p.ip_address, p.user_agent, p.platform, p.card_brand, p.card_last4, p.card_country,
                p.fail_reason, p.refund_reason, p.created_at, p.captured_at, f.reason AS fraud_report
           FROM payments.payment p LEFT JOIN payments.fraud_report f ON f.game_id = p.game_id AND f.payment_id = p.id
          WHERE p.game_id = $1 AND p.player_id = ANY($2::text[]) ORDER BY p.id DESC LIMIT ${EXPORTED_MAX}) AS p`,
      [currentScope().gameId, playerIds]);
    return rows.map(({ entry }) => entry);
  }
}

/** Takes the person out of payments that are at rest. The provider's reference, the amounts and the countries of buyer and card stay: what a refund, a dispute and the tax offices need. */
class ErasePayments extends Command<number> {
  static readonly context = 'sales/payments';
  constructor(readonly paymentIds: readonly string[], readonly subject: Subject) { super(); }
}

@CommandHandler(ErasePayments)
export class ErasePaymentsHandler implements ICommandHandler<ErasePayments> {
  constructor(private readonly database: Database, private readonly traces: PersonalTraces, private readonly clock: Clock) {}

  async execute({ paymentIds, subject }: ErasePayments): Promise<number> {
    const { gameId } = currentScope();
    const payments = await this.database.execute(
      `UPDATE payments.payment SET player_id = $4, ip_address = NULL, user_agent = NULL, return_url = '', action_url = NULL, instructions_sealed = NULL, card_last4 = NULL, card_fingerprint = NULL,
              refund_reason = CASE WHEN refund_reason IS NOT NULL THEN '' END, modified_at = $5
        WHERE game_id = $1 AND id = ANY($2::text[]) AND player_id = $3 AND status NOT IN ('created', 'refund_requested', 'dispute')`, [gameId, paymentIds, subject.player_id, subject.alias, this.clock.now()]);
    const refunds = await this.database.execute(`UPDATE payments.refund SET reason = '' WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND reason <> ''`, [gameId, paymentIds]);
    const notifications = await this.database.execute(`UPDATE payments.psp_notification SET body = '' WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND body <> ''`, [gameId, paymentIds]);
    const reports = await this.database.execute('UPDATE payments.fraud_report SET reason = NULL WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND reason IS NOT NULL', [gameId, paymentIds]);
    return payments + refunds + notifications + reports + (await this.traces.forgetFacts(paymentIds, subject));
  }
}

class GetSavedMethodData extends Query<object[]> {
  constructor(readonly playerIds: readonly string[]) { super(); }
}

/** Without the tokens: they are the provider's, and of no use to anybody else. */
@QueryHandler(GetSavedMethodData)
export class GetSavedMethodDataHandler implements IQueryHandler<GetSavedMethodData> {
  constructor(private readonly database: Database) {}

  async execute({ playerIds }: GetSavedMethodData): Promise<object[]> {
    const rows = await this.database.query<{ entry: object }>(
      `SELECT to_jsonb(m) AS entry FROM (
         SELECT id, player_id, provider, method, payment_id, brand, last4, exp_month, exp_year, card_country, usage, consent_version, consent_locale, consented_at, is_default, state, created_at, last_used_at, left_at
           FROM payments.saved_method WHERE game_id = $1 AND player_id = ANY($2::text[]) ORDER BY id DESC LIMIT ${EXPORTED_MAX}) AS m`,
      [currentScope().gameId, playerIds]);
    return rows.map(({ entry }) => entry);
  }
}

/** Takes what a player has saved from everybody's reach; a job removes it at the provider, and then here too. */
class EraseSavedMethods extends Command<number> {
  static readonly context = 'sales/payments';
  constructor(readonly subject: Subject) { super(); }
}

@CommandHandler(EraseSavedMethods)
export class EraseSavedMethodsHandler implements ICommandHandler<EraseSavedMethods> {
  constructor(private readonly database: Database, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ subject }: EraseSavedMethods): Promise<number> {
    const { gameId } = currentScope();
    const going = await this.database.query<{ id: string }>(
      `UPDATE payments.saved_method SET state = 'leaving', left_because = 'erased', left_at = coalesce(left_at, $4), is_default = false, player_id = $3, brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL, card_country = NULL,
              fingerprint = NULL, network_reference = NULL WHERE game_id = $1 AND player_id = $2 AND state <> 'gone' RETURNING id`, [gameId, subject.player_id, subject.alias, this.clock.now()]);
    for (const { id } of going) await this.jobs.schedule({ type: FORGET_JOB, key: id, payload: { saved_method_id: id } });
    return going.length + (await this.database.execute(`DELETE FROM payments.saved_method WHERE game_id = $1 AND player_id = $2 AND state = 'gone'`, [gameId, subject.player_id]));
  }
}

@Injectable()
@HoldsPersonalData('sales/payments')
export class PaymentData implements PersonalDataHolder {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  hindrances(playerIds: readonly string[], scope: Scope): Promise<Hindrance[]> {
    return this.queries.ask(new ListPaymentHindrances(playerIds), scope);
  }

  async exported(playerIds: readonly string[], scope: Scope): Promise<Record<string, readonly object[]>> {
    return { payments: await this.queries.ask(new GetPaymentData(playerIds), scope), saved_methods: await this.queries.ask(new GetSavedMethodData(playerIds), scope) };
  }

  async erase(subject: Subject, scope: Scope): Promise<number> {
    const saved = await this.commands.execute(new EraseSavedMethods(subject), scope);
    return saved + (await throughIds((after) => this.queries.ask(new ListPaymentIdsOfPlayers([subject.player_id, subject.alias], after), scope), (ids) => this.commands.execute(new ErasePayments(ids, subject), scope)));
  }
}
