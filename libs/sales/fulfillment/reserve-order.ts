import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import { GetOrder, type OrderView } from '#sales/orders/queries';
import { AskReservation, type ReservationVerdict, type WantedReservation } from '#studio/game-servers/queries';
import { reservationData } from './contracts/events.js';
import { ReserveOrder, type Reserved } from './contracts/queries.js';
import { grantedItems } from './granted-items.js';
import { Reservations } from './reservations.js';
import type { ReservationRow } from './rows.js';

type Attempt = ReserveOrder['input'];
/** Either what is to be asked, or what was answered before. */
type Begun = { ask: WantedReservation } | { answer: Reserved };

const UNAVAILABLE: Reserved = { outcome: 'unavailable' };
const isHeldBy = (order: OrderView, paymentId: string): boolean => order.status === 'captured' && order.payment_id === paymentId;

function answerOf(row: ReservationRow): Reserved {
  if (row.state === 'held' || row.state === 'used') return { outcome: 'reserved' };
  return row.state === 'refused' ? { outcome: 'refused', code: row.refusal_code ?? 'refused', message: row.refusal_message ?? '' } : UNAVAILABLE;
}

/** Writes down that the game is going to be asked, before it is. */
export class BeginReservation extends Command<Begun> {
  static readonly context = 'sales/fulfillment';
  constructor(readonly attempt: Attempt) { super(); }
}

@CommandHandler(BeginReservation)
export class BeginReservationHandler implements ICommandHandler<BeginReservation> {
  constructor(private readonly reservations: Reservations, private readonly queries: Queries) {}

  async execute({ attempt }: BeginReservation): Promise<Begun> {
    const order = await this.queries.ask(new GetOrder(attempt.order_id));
    if (!isHeldBy(order, attempt.payment_id)) return { answer: UNAVAILABLE };
    const row = await this.reservations.begin({ ...attempt, player_id: order.player_id });
    // One that is still asking was left by a request that died: the same question is put again, under the same id.
    if (row.state !== 'asking') return { answer: answerOf(row) };
    const { id: reservation_id, order_id, player_id } = row;
    return { ask: { reservation_id, order_id, player_id, data: reservationData({ reservation_id, order_id, player_id, amount_minor: order.amount_minor, currency: order.currency, items: grantedItems(order) }) } };
  }
}

/** Writes down what the game answered. An attempt that lost its order meanwhile keeps nothing. */
export class NoteReservation extends Command<Reserved> {
  static readonly context = 'sales/fulfillment';
  constructor(readonly attempt: Attempt, readonly verdict: ReservationVerdict) { super(); }
}

@CommandHandler(NoteReservation)
export class NoteReservationHandler implements ICommandHandler<NoteReservation> {
  constructor(private readonly reservations: Reservations, private readonly queries: Queries) {}

  async execute({ attempt: { order_id, payment_id }, verdict }: NoteReservation): Promise<Reserved> {
    if (verdict.outcome === 'refused') await this.reservations.answered(payment_id, 'refused', verdict);
    else if (verdict.outcome === 'unavailable' && !verdict.may_stand) await this.reservations.answered(payment_id, 'refused', { code: verdict.reason, message: '' });
    else await this.reservations.answered(payment_id, verdict.outcome === 'reserved' ? 'held' : 'unknown', null);
    if (!isHeldBy(await this.queries.ask(new GetOrder(order_id)), payment_id)) await this.reservations.release([payment_id]);
    const answer = answerOf((await this.reservations.of(payment_id))!);
    return verdict.outcome === 'unavailable' ? UNAVAILABLE : answer;
  }
}

/** Intent, question, answer: three steps, each committed by itself. */
@QueryHandler(ReserveOrder)
export class ReserveOrderHandler implements IQueryHandler<ReserveOrder> {
  constructor(private readonly callers: CallScope, private readonly commands: Commands, private readonly calls: Calls) {}

  async execute({ input }: ReserveOrder): Promise<Reserved> {
    const scope = this.callers.current;
    const begun = await this.commands.execute(new BeginReservation(input), scope);
    if ('answer' in begun) return begun.answer;
    return this.commands.execute(new NoteReservation(input, await this.calls.ask(new AskReservation(begun.ask), scope)), scope);
  }
}
