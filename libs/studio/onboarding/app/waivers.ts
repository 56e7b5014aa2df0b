import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { WaiverNotFound } from '../contracts/errors.js';
import { isOpen } from '../domain/readiness.js';
import { REQUIREMENTS } from '../contracts/words.js';
import { GatesRepository } from '../infra/gates.repository.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { Looks } from './look-again.js';

/** By staff, for the scope's game: from now on it takes money only when nothing is missing. Throws `onboarding.waiver_not_found`. */
export class EndWaiver extends Command<void> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly reason: string) { super(); }
}

@CommandHandler(EndWaiver)
export class EndWaiverHandler implements ICommandHandler<EndWaiver> {
  constructor(private readonly standings: StandingRepository, private readonly gates: GatesRepository, private readonly looks: Looks, private readonly clock: Clock) {}

  async execute({ studioId, reason }: EndWaiver): Promise<void> {
    const { gameId, actor } = currentScope();
    const now = this.clock.now();
    const { kyb_status } = await this.standings.hold(studioId, actor.id, now);
    const gate = await this.gates.hold(gameId);
    if (!(await this.gates.endWaiver(gameId, reason, actor.id, now))) throw new WaiverNotFound();
    const requirements = gate?.requirements ?? [];
    // What was seen last decides at once; the look that follows sees what has changed since. Where nobody has looked it is closed.
    const is_open = requirements.length === REQUIREMENTS.length && isOpen(requirements, kyb_status, false);
    await this.gates.set({ game_id: gameId, studio_id: studioId, is_open, requirements }, now);
    await this.looks.at(studioId, gameId);
  }
}

export interface WaiverListed { game_id: string; studio_id: string; reason: string; placed_by: string; placed_at: number }

/** The waivers in force, by game. In the operator's scope. */
export class ListReadinessWaivers extends Query<WaiverListed[]> {
  constructor(readonly after: string | null, readonly limit: number) { super(); }
}

@QueryHandler(ListReadinessWaivers)
export class ListReadinessWaiversHandler implements IQueryHandler<ListReadinessWaivers> {
  constructor(private readonly gates: GatesRepository) {}
  async execute({ after, limit }: ListReadinessWaivers): Promise<WaiverListed[]> {
    return (await this.gates.waivers(after, limit)).map(({ game_id, studio_id, reason, placed_by, placed_at }) => ({ game_id, studio_id, reason, placed_by, placed_at: unixSeconds(placed_at) }));
  }
}
