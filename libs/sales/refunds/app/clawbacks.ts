import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { ClawbackClosed, ClawbackNotFound } from '../contracts/errors.js';
import { GetClawback, ListClawbacks, type ClawbackView } from '../contracts/queries.js';
import { ClawbackRepository, clawbackView } from '../infra/clawback.repository.js';

/** Ends a clawback: what the player has given back by a way of the studio's, or what it lets her keep. Nothing does that by itself. Throws `refunds.clawback_not_found`, `refunds.clawback_closed`. */
export class CloseClawback extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: { clawback_id: string; outcome: 'recovered' | 'waived'; reason: string }) { super(); }
}

@CommandHandler(CloseClawback)
export class CloseClawbackHandler implements ICommandHandler<CloseClawback> {
  constructor(private readonly clawbacks: ClawbackRepository, private readonly clock: Clock) {}

  async execute({ input: { clawback_id, outcome, reason } }: CloseClawback): Promise<void> {
    if (await this.clawbacks.close(clawback_id, { state: outcome, by: currentScope().actor.id, reason, now: this.clock.now() })) return;
    const there = await this.clawbacks.find(clawback_id);
    if (!there) throw new ClawbackNotFound();
    throw new ClawbackClosed(there.state);
  }
}

@QueryHandler(GetClawback)
export class GetClawbackHandler implements IQueryHandler<GetClawback> {
  constructor(private readonly clawbacks: ClawbackRepository) {}
  async execute({ clawbackId }: GetClawback): Promise<ClawbackView> {
    const row = await this.clawbacks.find(clawbackId);
    if (!row) throw new ClawbackNotFound();
    return clawbackView(row);
  }
}

@QueryHandler(ListClawbacks)
export class ListClawbacksHandler implements IQueryHandler<ListClawbacks> {
  constructor(private readonly clawbacks: ClawbackRepository) {}
  async execute({ filter }: ListClawbacks) {
    const rows = await this.clawbacks.list({ ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(clawbackView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
