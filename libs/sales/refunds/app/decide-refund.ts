import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { DecideRefund } from '../contracts/commands.js';
import { OwnRequest, PersonNeeded, RefundNotFound, RefundNotHeld } from '../contracts/errors.js';
import { ListRefunds, type RefundView } from '../contracts/queries.js';
import { RefundRepository, refundView } from '../infra/refund.repository.js';
import { RefundStart } from './make-refund.js';
import { RefundEnding } from './refund-ending.js';

@CommandHandler(DecideRefund)
export class DecideRefundHandler implements ICommandHandler<DecideRefund> {
  constructor(private readonly refunds: RefundRepository, private readonly start: RefundStart, private readonly ending: RefundEnding, private readonly clock: Clock) {}

  async execute({ input }: DecideRefund): Promise<void> {
    const { actor } = currentScope();
    const to = input.decision === 'approve' ? 'requested' : 'dismissed';
    const decided = await this.refunds.decide(input.refund_id, to, { by: actor, reason: input.reason, now: this.clock.now() });
    if (decided) {
      if (to === 'requested') await this.start.send(decided);
      // Its order waits for an answer, which that of an automatic refund does not: it was asked before anybody else was.
      else if (decided.held_for === 'four_eyes' || decided.held_for === 'consumption') this.ending.tell(decided);
      return;
    }
    const there = await this.refunds.find(input.refund_id);
    if (!there) throw new RefundNotFound();
    if (there.state !== 'held') throw new RefundNotHeld(there.state);
    throw actor.kind === 'member' ? new OwnRequest() : new PersonNeeded();
  }
}

@QueryHandler(ListRefunds)
export class ListRefundsHandler implements IQueryHandler<ListRefunds> {
  constructor(private readonly refunds: RefundRepository) {}

  async execute({ filter }: ListRefunds): Promise<{ data: RefundView[]; has_more: boolean; next_cursor: string | null }> {
    const rows = await this.refunds.list({ ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(refundView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
