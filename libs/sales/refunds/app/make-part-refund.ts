import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import type { Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command } from '#platform/kernel/messages';
import { RequestPartRefund } from '#sales/orders/commands';
import { GetOrder } from '#sales/orders/queries';
import { LinesOrAmount } from '../contracts/errors.js';
import { GetRefund, type RefundView } from '../contracts/queries.js';
import { RefundRepository, type NewPart } from '../infra/refund.repository.js';
import { FourEyes } from './four-eyes.js';
import { RefundStart } from './make-refund.js';

/** Writes the refund of a part that its order has set apart, once. */
export class MakePartRefund extends Command<void> {
  static readonly context = 'sales/refunds';
  constructor(readonly input: NewPart) { super(); }
}

/** The refund of a part, from whoever asks: the request itself, or the announcement of it when the request died on its way. */
@Injectable()
export class PartRefundMaker {
  constructor(private readonly refunds: RefundRepository, private readonly start: RefundStart, private readonly fourEyes: FourEyes, private readonly clock: Clock) {}

  async make(asked: NewPart): Promise<void> {
    const isHeld = await this.fourEyes.areNeededFor(asked.order_id, asked.part.amount_minor, asked.currency);
    const made = await this.refunds.makeForPart(asked, { now: this.clock.now(), isHeld });
    if (made) await (isHeld ? this.start.hold(made) : this.start.send(made));
  }
}

@CommandHandler(MakePartRefund)
export class MakePartRefundHandler implements ICommandHandler<MakePartRefund> {
  constructor(private readonly maker: PartRefundMaker) {}

  execute({ input }: MakePartRefund): Promise<void> {
    return this.maker.make(input);
  }
}

export type PartAsked = Pick<RequestPartRefund['input'], 'lines' | 'amount_minor' | 'reason_code' | 'reason'>;

/**
 * Refunds a part of an order: orders takes it from what is left, we write the refund under the id that orders knows it by, a job does the rest. A request that is repeated under its Idempotency-Key gets
 * the same part, whatever it died of; where nobody repeats it, orders' announcement does.
 */
@Injectable()
export class RefundPartFlow {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  async run(order_id: string, asked: PartAsked, { scope, memberId = null }: Principal): Promise<RefundView> {
    if ((asked.lines === null) === (asked.amount_minor === null)) {
      // An order of somebody else is not found, whatever is wrong beside that.
      await this.queries.ask(new GetOrder(order_id), scope);
      throw new LinesOrAmount();
    }
    const by = { source: 'studio' as const, asked_by: scope.actor.id, asked_by_member: memberId };
    const made = await this.commands.execute(new RequestPartRefund({ order_id, refund_id: newId('ref'), ...asked, ...by }), scope);
    await this.commands.execute(new MakePartRefund({ ...made, reason_code: asked.reason_code, reason: asked.reason, ...by }), scope);
    return this.queries.ask(new GetRefund(made.refund_id), scope);
  }
}
