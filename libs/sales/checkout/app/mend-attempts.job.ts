import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { HandlesJob, Jobs, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { ConfirmAttempts } from '#sales/orders/commands';
import { GetOrderDetails, ListUnconfirmedAttempts } from '#sales/orders/queries';
import { AbandonPayment } from '#sales/payments/commands';
import { GetPayments } from '#sales/payments/queries';
import { Attempts } from './attempts.js';

const MEND_JOB = 'checkout.mend-attempts';
const EVERY_SECONDS = 60;
const TOLD_SECONDS = 30;
/** Pages of at most 200 orders that one run looks at; what is left is the next run's. */
const PAGES_MAX = 25;

type HeldOrder = { order_id: string; payment_id: string };

/** Has the game's locked orders looked after until all that are taken in the next half minute are old enough to be judged. */
export class WatchAttempts extends Command<void> {
  static readonly context = 'sales/checkout';
}

@CommandHandler(WatchAttempts)
export class WatchAttemptsHandler implements ICommandHandler<WatchAttempts> {
  constructor(private readonly jobs: Jobs, private readonly clock: Clock) {}
  async execute(): Promise<void> {
    await this.jobs.schedule({ type: MEND_JOB, key: 'game', payload: { until: this.clock.nowSeconds() + 2 * EVERY_SECONDS }, inSeconds: EVERY_SECONDS });
  }
}

/** Sees to it that attempts of a game are watched before one begins. Costs a command every half minute, not one per purchase. */
@Injectable()
export class AttemptMending {
  private readonly toldAt = new Map<string, number>();

  constructor(private readonly commands: Commands, private readonly clock: Clock) {}

  async watch(scope: Scope): Promise<void> {
    const now = this.clock.nowSeconds();
    if (now - (this.toldAt.get(scope.gameId) ?? -TOLD_SECONDS) < TOLD_SECONDS) return;
    await this.commands.execute(new WatchAttempts(), scope);
    this.toldAt.set(scope.gameId, now);
  }
}

/**
 * Mends what a crash between "the order is taken" and "the attempt is written" leaves: the attempt is written and ended at once, which frees the order; whatever
 * still wakes up with its id finds it ended. Everything after that moment is mended by payments' own look-up. Each attempt that outlives a minute is looked for
 * once: found, it is confirmed on its order; so neither the time that no worker ran nor the number of orders that wait rightly hides one that nobody pays.
 */
@HandlesJob(MEND_JOB)
export class MendAttemptsJob implements JobHandler<{ until?: number }> {
  private readonly logger = new Logger('Checkout');

  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly attempts: Attempts, private readonly clock: Clock) {}

  async run({ payload }: Job<{ until?: number }>, scope: Scope): Promise<void | Again> {
    const now = this.clock.nowSeconds();
    const failures: unknown[] = [];
    let after: string | null = null;
    let isMore = true;
    for (let page = 0; page < PAGES_MAX && isMore; page++) {
      const held: HeldOrder[] = await this.queries.ask(new ListUnconfirmedAttempts({ locked_before: now - EVERY_SECONDS, after }), scope);
      isMore = held.length > 0;
      if (isMore) failures.push(...(await this.judge(held, scope)));
      after = held.at(-1)?.order_id ?? after;
    }
    if (failures.length > 0) throw failures[0];
    if (isMore) return { againInSeconds: 1 };
    if (now < (payload.until ?? 0)) return { againInSeconds: EVERY_SECONDS };
  }

  /** Confirms the attempts that are written and mends the others. Answers what went wrong: one that cannot be mended keeps nobody else waiting. */
  private async judge(held: HeldOrder[], scope: Scope): Promise<unknown[]> {
    const written = new Set((await this.queries.ask(new GetPayments(held.map((each) => each.payment_id)), scope)).map((payment) => payment.id));
    const found = held.filter((each) => written.has(each.payment_id));
    if (found.length > 0) await this.commands.execute(new ConfirmAttempts(found), scope);
    const failures: unknown[] = [];
    for (const each of held.filter(({ payment_id }) => !written.has(payment_id))) {
      try {
        await this.mend(each, scope);
      } catch (error) {
        this.logger.error({ msg: 'an attempt that was never written could not be ended', ...each, error: String(error) });
        failures.push(error);
      }
    }
    return failures;
  }

  private async mend({ order_id, payment_id }: HeldOrder, scope: Scope): Promise<void> {
    const order = await this.queries.ask(new GetOrderDetails(order_id), scope);
    await this.attempts.start(payment_id, order, { method: 'card', ip_address: order.ip_address, user_agent: order.user_agent }, scope);
    await this.commands.execute(new AbandonPayment({ payment_id, status: 'abandoned' }), scope);
    await this.attempts.release(payment_id, order_id, scope);
    this.logger.warn({ msg: 'an attempt was never written; its order is free again', order_id, payment_id });
  }
}
