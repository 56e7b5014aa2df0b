import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Clock } from '#platform/kernel/clock';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { OrderClosing } from './order-closing.js';

export const EXPIRY_JOB = 'orders.expiry';

/** Ends an order whose time has passed, and later its checkout. Answers the seconds after which to look again, or null when all is done. */
export class CloseOrderInTime extends Command<number | null> {
  static readonly context = 'sales/orders';
  constructor(readonly orderId: string) { super(); }
}

@CommandHandler(CloseOrderInTime)
export class CloseOrderInTimeHandler implements ICommandHandler<CloseOrderInTime> {
  constructor(private readonly closing: OrderClosing, private readonly clock: Clock) {}
  execute({ orderId }: CloseOrderInTime): Promise<number | null> {
    return this.closing.closeInTime(orderId, this.clock.now());
  }
}

/** One job per order: it comes at `expires_at`, and again 30 days after the order's end to take its checkout away. */
@HandlesJob(EXPIRY_JOB)
export class ExpiryJob implements JobHandler<{ order_id: string }> {
  constructor(private readonly commands: Commands) {}

  async run(job: Job<{ order_id: string }>, scope: Scope): Promise<void | Again> {
    const seconds = await this.commands.execute(new CloseOrderInTime(job.payload.order_id), scope);
    if (seconds !== null) return { againInSeconds: seconds };
  }
}
