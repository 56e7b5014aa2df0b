import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Housekeeps, gamesHaving, type Chore } from '#platform/housekeeping/chores';
import { HandlesJob, Jobs, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock } from '#platform/kernel/clock';
import type { RecordedEvent } from '#platform/kernel/messages';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { Subscribes, type Subscriber } from '#platform/outbox/subscribers';
import { EndpointChanged, type EndpointFact } from '#studio/game-servers/events';
import { GetGame, ListGames } from '#studio/games/queries';
import { Readiness } from './readiness.flow.js';
import { Screenings } from './screening.js';

export const LOOK_JOB = 'onboarding.look';
/** For a second a process may go by the webhooks of before (`studio/game-servers`). */
const WEBHOOKS_KNOWN_SECONDS = 2;
/** Less than the hour after which the chore comes again, so that nothing waits for two. */
const AGAIN_MS = 50 * 60_000;
const CAUSE = 'onboarding.look-again';

/** Schedules a look at the live games of a studio, in the transaction that made it necessary; of one of them where it is named. */
@Injectable()
export class Looks {
  constructor(private readonly jobs: Jobs) {}

  at(studioId: string, gameId: string | null = null, more: { inSeconds?: number; requestId?: string | null } = {}): Promise<void> {
    return this.jobs.schedule({ type: LOOK_JOB, key: gameId ?? studioId, payload: { studio_id: studioId, game_id: gameId }, ...more });
  }
}

@Injectable()
@HandlesJob(LOOK_JOB)
export class LookJob implements JobHandler<{ studio_id: string; game_id: string | null }> {
  constructor(private readonly queries: Queries, private readonly readiness: Readiness) {}

  async run({ payload: { studio_id, game_id } }: Job<{ studio_id: string; game_id: string | null }>, alone: Scope): Promise<void> {
    const scope = { ...alone, studioId: studio_id };
    for (const game of await this.queries.ask(new ListGames(), scope)) if (game_id === null || game.id === game_id) await this.readiness.set(game, scope);
  }
}

/** A webhook of a live game was changed, disabled or verified. */
@Injectable()
@Subscribes(EndpointChanged, 'studio/onboarding.look-at-webhooks')
export class LookAtWebhooks implements Subscriber<EndpointChanged> {
  constructor(private readonly queries: Queries, private readonly looks: Looks) {}

  async handle(events: RecordedEvent<EndpointFact>[]): Promise<void> {
    const { environment, studio_id } = await this.queries.ask(new GetGame());
    if (environment === 'live') await this.looks.at(studio_id, currentScope().gameId, { inSeconds: WEBHOOKS_KNOWN_SECONDS, requestId: events.at(-1)?.requestId ?? null });
  }
}

/**
 * What nobody announces (a payment provider that was set up, a registration, a grant in the sandbox, the day from which on a text is required, another edition of a sanctions list) is seen within an hour: every live game that
 * was looked at before is looked at again.
 */
@Injectable()
@Housekeeps(CAUSE)
export class LookAgainChore implements Chore {
  constructor(private readonly database: Database, private readonly queries: Queries, private readonly readiness: Readiness, private readonly screenings: Screenings, private readonly clock: Clock) {}

  due(after: string): Promise<string[]> {
    return gamesHaving(this.database, 'onboarding.gate', after, 'looked_at IS NULL OR looked_at < $2', [new Date(this.clock.now().getTime() - AGAIN_MS)]);
  }

  async step(gameId: string): Promise<number> {
    const alone = systemScope(gameId, CAUSE);
    const game = await this.queries.ask(new GetGame(), alone);
    const scope = { ...alone, studioId: game.studio_id };
    await this.screenings.againByNewList(scope);
    await this.readiness.set(game, scope);
    return 1;
  }
}
