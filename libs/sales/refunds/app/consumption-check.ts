import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { GetOrder, lineId } from '#sales/orders/queries';
import { AskConsumption } from '#studio/game-servers/queries';
import { GetGame } from '#studio/games/queries';
import type { Consumption, ConsumptionItem, RefundState, RefundView } from '../contracts/queries.js';
import { isAskedAbout, isRight, itemsOf, outcomeOf, verdictOf, type ConsumptionPolicy } from '../domain/consumption.js';
import { RefundRepository } from '../infra/refund.repository.js';
import { RefundStart } from './make-refund.js';
import { RefundEnding } from './refund-ending.js';

/** How often a game that does not answer is asked about a refund that waits for it. */
const TRIES = 3;
/** After so many runs of the job (half an hour) a refund of which the game could not be asked so often waits for a person, whatever the policy says of silence. */
const RUNS_MAX = 8;

interface Asking {
  items: Omit<ConsumptionItem, 'state'>[];
  policy: ConsumptionPolicy;
}

/** What the game is asked about a refund, and what becomes of its answer. */
class GetAsking extends Query<Asking> {
  constructor(readonly refund: RefundView) { super(); }
}

@QueryHandler(GetAsking)
export class GetAskingHandler implements IQueryHandler<GetAsking> {
  constructor(private readonly queries: Queries) {}

  async execute({ refund: { order_id, part } }: GetAsking): Promise<Asking> {
    const { lines, refunded } = await this.queries.ask(new GetOrder(order_id));
    return { items: itemsOf(part, lines.map((line, index) => ({ ...line, line_id: lineId(index) })), refunded.lines), policy: await this.queries.ask(new GetGame()) };
  }
}

/** Counts a question that the game did not answer. */
class NoteSilence extends Command<{ silences: number }> {
  static readonly context = 'sales/refunds';
  constructor(readonly refundId: string) { super(); }
}

@CommandHandler(NoteSilence)
export class NoteSilenceHandler implements ICommandHandler<NoteSilence> {
  constructor(private readonly refunds: RefundRepository) {}
  async execute({ refundId }: NoteSilence): Promise<{ silences: number }> {
    return { silences: await this.refunds.noteSilence(refundId) };
  }
}

/** Keeps what the game said, and lets the refund go, has it wait for a person, or ends it: once, whoever asks at the same time. Answers the state in which it stands then. */
class NoteConsumption extends Command<{ state: RefundState }> {
  static readonly context = 'sales/refunds';
  constructor(readonly refund: Pick<RefundView, 'id' | 'order_id'>, readonly consumption: Consumption) { super(); }
}

@CommandHandler(NoteConsumption)
export class NoteConsumptionHandler implements ICommandHandler<NoteConsumption> {
  constructor(private readonly refunds: RefundRepository, private readonly start: RefundStart, private readonly ending: RefundEnding) {}

  async execute({ refund: { id: refundId, order_id }, consumption: told }: NoteConsumption): Promise<{ state: RefundState }> {
    // What the order owes by itself meanwhile no policy stops, whoever asked for it first.
    const isOwed = told.verdict !== 'refund' && (await this.refunds.isOwed(order_id));
    const consumption: Consumption = isOwed ? { ...told, verdict: 'refund', is_right: true } : told;
    const noted = await this.refunds.noteConsumption(refundId, consumption);
    if (noted?.state === 'held') this.start.hold(noted);
    if (noted && consumption.verdict === 'refuse') await this.ending.end([{ id: refundId, failure: `items_${consumption.outcome}` }], 'failed');
    return { state: (await this.refunds.find(refundId))!.state };
  }
}

/**
 * Asks the game about the items before the money goes. It runs in the job that sends the refund: what dies before the answer is kept asks again under the same key, what dies after goes by what is kept.
 */
@Injectable()
export class ConsumptionCheck {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly calls: Calls, private readonly clock: Clock) {}

  async settle(refund: RefundView, attempts: number, scope: Scope): Promise<'goes' | 'later' | 'stops'> {
    if (refund.consumption !== null || !isAskedAbout(refund)) return 'goes';
    const { items, policy } = await this.queries.ask(new GetAsking(refund), scope);
    if (items.length === 0) return 'goes';
    const { id, order_id, player_id, reason_code } = refund;
    const asked = items.map(({ line_id, item_id, sku, quantity }) => ({ line_id, id: item_id, sku, quantity }));
    const told = await this.calls.ask(new AskConsumption({ refund_id: id, order_id, player_id, reason_code, items: asked }), scope);
    if (told.outcome === 'not_asked') return 'goes';
    const isOwed = isRight(refund);
    const isUnheard = told.outcome === 'unanswered' && !isOwed && (await this.silences(id, told.reason, scope)) < TRIES;
    if (isUnheard && attempts < RUNS_MAX) return 'later';
    const states = new Map(told.outcome === 'answered' ? told.items.map(({ line_id, state }) => [line_id, state]) : []);
    const known: ConsumptionItem[] = items.map((item) => ({ ...item, state: states.get(item.line_id) ?? null }));
    const outcome = told.outcome === 'answered' ? outcomeOf(known) : 'unanswered';
    const consumption: Consumption = { outcome, verdict: isUnheard ? 'ask' : verdictOf(outcome, policy, isOwed), is_right: isOwed, because: told.outcome === 'unanswered' ? told.reason : null, items: known, asked_at: this.clock.nowSeconds() };
    return (await this.commands.execute(new NoteConsumption(refund, consumption), scope)).state === 'requested' ? 'goes' : 'stops';
  }

  /** How often the game was asked about a refund in vain. Where it was spared the question it was not asked. */
  private async silences(refundId: string, reason: string, scope: Scope): Promise<number> {
    return reason === 'circuit_open' ? 0 : (await this.commands.execute(new NoteSilence(refundId), scope)).silences;
  }
}
