import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { GetOrderDetails, ListHeldOrders } from '#sales/orders/queries';
import { AbandonPayment } from '#sales/payments/commands';
import { Attempts } from './attempts.js';

const MEND_JOB = 'checkout.mend-attempts';
const EVERY_SECONDS = 60;
const WATCHED_SECONDS = 900;
const TOLD_MS = 30_000;

/** Has the game's locked orders looked after for a while. */
export class WatchAttempts extends Command<void> {
  static readonly context = 'sales/checkout';
}

@CommandHandler(WatchAttempts)
export class WatchAttemptsHandler implements ICommandHandler<WatchAttempts> {
  constructor(private readonly jobs: Jobs) {}
  async execute(): Promise<void> {
    await this.jobs.schedule({ type: MEND_JOB, key: 'game', payload: {}, inSeconds: EVERY_SECONDS });
  }
}

/** Sees to it that attempts of a game are watched before one begins. Costs a command every half minute, not one per purchase. */
@Injectable()
export class AttemptMending {
  private readonly toldAt = new Map<string, number>();

  constructor(private readonly commands: Commands) {}

  async watch(scope: Scope): Promise<void> {
    const now = performance.now();
    if (now - (this.toldAt.get(scope.gameId) ?? -TOLD_MS) < TOLD_MS) return;
    await this.commands.execute(new WatchAttempts(), scope);
    this.toldAt.set(scope.gameId, now);
  }
}

/**
 * Mends what a crash between "the order is taken" and "the attempt is written" leaves: the attempt is written and ended at once, which frees the order; whatever
 * still wakes up with its id finds it ended. Everything after that moment is mended by payments' own look-up.
 */
@HandlesJob(MEND_JOB)
export class MendAttemptsJob implements JobHandler {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly attempts: Attempts, private readonly clock: Clock) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    const now = this.clock.nowSeconds();
    const held = await this.queries.ask(new ListHeldOrders({ locked_after: now - WATCHED_SECONDS, locked_before: now }), scope);
    for (const { order_id, payment_id, locked_at } of held) {
      if (locked_at > now - EVERY_SECONDS || (await this.attempts.payment(payment_id, scope))) continue;
      const order = await this.queries.ask(new GetOrderDetails(order_id), scope);
      await this.attempts.start(payment_id, order, { method: 'card', ip_address: order.ip_address, user_agent: order.user_agent }, scope);
      await this.commands.execute(new AbandonPayment({ payment_id, status: 'abandoned' }), scope);
      await this.attempts.release(payment_id, order_id, scope);
    }
    if (held.length > 0) return { againInSeconds: EVERY_SECONDS };
  }
}
