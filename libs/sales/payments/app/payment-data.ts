import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EXPORTED_MAX, HoldsPersonalData, IDS_AT_A_TIME, throughIds, type Hindrance, type PersonalDataHolder, type Subject } from '#platform/personal-data/personal-data';
import { PersonalTraces } from '#platform/personal-data/traces';

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
      `UPDATE payments.payment SET player_id = $4, ip_address = NULL, user_agent = NULL, return_url = '', action_url = NULL, card_last4 = NULL, card_fingerprint = NULL,
              refund_reason = CASE WHEN refund_reason IS NOT NULL THEN '' END, modified_at = $5
        WHERE game_id = $1 AND id = ANY($2::text[]) AND player_id = $3 AND status NOT IN ('created', 'refund_requested', 'dispute')`, [gameId, paymentIds, subject.player_id, subject.alias, this.clock.now()]);
    const refunds = await this.database.execute(`UPDATE payments.refund SET reason = '' WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND reason <> ''`, [gameId, paymentIds]);
    const notifications = await this.database.execute(`UPDATE payments.psp_notification SET body = '' WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND body <> ''`, [gameId, paymentIds]);
    const reports = await this.database.execute('UPDATE payments.fraud_report SET reason = NULL WHERE game_id = $1 AND payment_id = ANY($2::text[]) AND reason IS NOT NULL', [gameId, paymentIds]);
    return payments + refunds + notifications + reports + (await this.traces.forgetFacts(paymentIds, subject));
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
    return { payments: await this.queries.ask(new GetPaymentData(playerIds), scope) };
  }

  erase(subject: Subject, scope: Scope): Promise<number> {
    return throughIds((after) => this.queries.ask(new ListPaymentIdsOfPlayers([subject.player_id, subject.alias], after), scope), (ids) => this.commands.execute(new ErasePayments(ids, subject), scope));
  }
}
