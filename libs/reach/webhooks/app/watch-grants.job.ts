import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { HandlesJob, type Again, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { Outbox } from '#platform/outbox/outbox';
import { ListUnansweredGrants, type UnansweredGrant } from '#sales/fulfillment/queries';
import { ListEndpointsFor } from '#studio/game-servers/queries';
import { GetGame } from '#studio/games/queries';
import { GrantUnacknowledged } from '../contracts/events.js';
import { ALARM_SECONDS, counts, LOOK_SECONDS, waited } from '../domain/grant-wait.js';
import { GrantWaitsRepository, type KnownWait } from '../infra/grant-waits.repository.js';
import { WithdrawnGrants } from './grant-subscribers.js';
import { WATCH_JOB } from './grant-watch.js';

/** A look goes through so many pages; what is behind them waits for a look at which less does. */
const PAGES_MAX = 20;

/** Looks at one page of the grants that the game has not answered. Answers the last of them, null where there is none. */
class LookAtGrants extends Command<{ last: string | null }> {
  static readonly context = 'reach/webhooks';
  constructor(readonly after: string) { super(); }
}

/**
 * Counts how long grants wait that their game could acknowledge. One that has waited for too long is given up here, under the lock of its delivery: a 2xx that came before it counts, and of one that comes after it nothing is noted
 * any more.
 */
@CommandHandler(LookAtGrants)
export class LookAtGrantsHandler implements ICommandHandler<LookAtGrants> {
  private readonly logger = new Logger('Webhooks');

  constructor(private readonly waits: GrantWaitsRepository, private readonly withdrawn: WithdrawnGrants, private readonly queries: Queries, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ after }: LookAtGrants): Promise<{ last: string | null }> {
    const now = this.clock.nowSeconds();
    if (after === '') await this.waits.forgetAnswered(now);
    const grants = await this.queries.ask(new ListUnansweredGrants(after));
    if (grants.length === 0) return { last: null };
    const { unacknowledged_refund_hours: hours } = await this.queries.ask(new GetGame());
    const all = await this.count(grants, now);
    const late = grants.filter(({ grant_id }) => isLate(all.get(grant_id)!, hours));
    const givenUp = late.length > 0 ? await this.giveUp(late, hours) : [];
    for (const { grant_id } of givenUp) all.get(grant_id)!.isTold = true;
    this.alarm(grants.filter(({ grant_id }) => all.get(grant_id)!.waited_seconds >= ALARM_SECONDS && !all.get(grant_id)!.isAlarmed), all);
    await this.waits.keep(all, now);
    return { last: grants.at(-1)!.grant_id };
  }

  private async count(grants: readonly UnansweredGrant[], now: number): Promise<Map<string, KnownWait>> {
    const ids = grants.map(({ grant_id }) => grant_id);
    const before = await this.waits.take(ids);
    const events = await this.waits.events(ids);
    const called = new Set((await this.queries.ask(new ListEndpointsFor('item.add'))).filter(({ enabled }) => enabled).map(({ endpoint_id }) => endpoint_id));
    return new Map(grants.map(({ grant_id, requested_at }) => {
      const event = events.get(grant_id);
      const known = before.get(grant_id);
      const isCounting = counts(event && { ...event, isCalled: event.endpoint_id !== null && called.has(event.endpoint_id) });
      return [grant_id, { ...waited(known, requested_at, isCounting, now), isAlarmed: known?.isAlarmed ?? false, isTold: known?.isTold ?? false }];
    }));
  }

  /** Of these, the ones that were not acknowledged until now; nothing of them leaves any more. */
  private async giveUp(late: readonly UnansweredGrant[], hours: number): Promise<UnansweredGrant[]> {
    const held = await this.waits.events(late.map(({ grant_id }) => grant_id), true);
    const over = late.filter(({ grant_id }) => held.get(grant_id)?.hasSucceeded === false);
    if (over.length === 0) return [];
    const recordedAt = this.clock.now();
    await this.withdrawn.withdraw(over.map((grant) => ({ payload: { ...grant, reason: `Order not acknowledged ${grant.order_id}` }, requestId: null, recordedAt })));
    this.outbox.record(...over.map(({ grant_id, order_id }) => new GrantUnacknowledged('grant', grant_id, { grant_id, order_id, waited_hours: hours })));
    return over;
  }

  private alarm(late: readonly UnansweredGrant[], all: ReadonlyMap<string, KnownWait>): void {
    if (late.length === 0) return;
    for (const { grant_id } of late) all.get(grant_id)!.isAlarmed = true;
    this.logger.error({ msg: 'ALARM: what was paid is not acknowledged by the game, whose webhook answers', game_id: currentScope().gameId, count: late.length, order_id: late[0]!.order_id });
  }
}

/** Never while the game cannot acknowledge, however long it could before: the setting may have been lowered meanwhile. */
function isLate({ waited_seconds, is_counting, isTold }: KnownWait, hours: number): boolean {
  return is_counting && !isTold && waited_seconds >= hours * 3_600;
}

@Injectable()
@HandlesJob(WATCH_JOB)
export class WatchGrantsJob implements JobHandler {
  constructor(private readonly commands: Commands) {}

  async run(_job: Job, scope: Scope): Promise<void | Again> {
    let after = '';
    for (let page = 0; page < PAGES_MAX; page++) {
      const { last } = await this.commands.execute(new LookAtGrants(after), scope);
      if (last === null) break;
      after = last;
    }
    return after === '' ? undefined : { againInSeconds: LOOK_SECONDS };
  }
}
