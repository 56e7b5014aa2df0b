import { Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { isOpen, requirementsBy, type ReadinessFacts, type RequirementState } from '../domain/readiness.js';
import { AgreementsRepository } from '../infra/agreements.repository.js';
import { GatesRepository } from '../infra/gates.repository.js';
import type { WaiverRow } from '../infra/rows.js';
import { StandingRepository } from '../infra/standing.repository.js';

/** What other contexts say of a live game. */
export type SeenElsewhere = Omit<ReadinessFacts, 'kyb_status' | 'acceptable_use'>;

/** Opens or closes the gate of the scope's live game by what was seen elsewhere and by what stands here at this moment. Answers whether it is open. */
export class RecordReadiness extends Command<boolean> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly seen: SeenElsewhere) { super(); }
}

@CommandHandler(RecordReadiness)
export class RecordReadinessHandler implements ICommandHandler<RecordReadiness> {
  private readonly logger = new Logger('Onboarding');

  constructor(private readonly standings: StandingRepository, private readonly agreements: AgreementsRepository, private readonly gates: GatesRepository, private readonly clock: Clock) {}

  async execute({ studioId, seen }: RecordReadiness): Promise<boolean> {
    const { gameId, actor } = currentScope();
    const now = this.clock.now();
    // Held first, as whoever decides about the studio does: a suspension is never overtaken by what was seen before it.
    const { kyb_status } = await this.standings.hold(studioId, actor.id, now);
    const before = await this.gates.hold(gameId);
    const waiver = await this.gates.waiver(gameId);
    const facts = { ...seen, kyb_status, acceptable_use: await this.agreements.standing(studioId, 'acceptable_use', now) };
    const requirements = requirementsBy(facts, before?.requirements ?? [], unixSeconds(now));
    const is_open = isOpen(requirements, kyb_status, isInForce(waiver));
    await this.gates.set({ game_id: gameId, studio_id: studioId, is_open, requirements }, now);
    if (is_open !== (before?.is_open ?? false)) this.logger.warn({ msg: is_open ? 'a live game takes money from now on' : 'a live game takes no money from now on', game_id: gameId, studio_id: studioId });
    return is_open;
  }
}

export function isInForce(waiver: WaiverRow | undefined): boolean {
  return waiver !== undefined && waiver.ended_at === null;
}

export interface OwnReadiness {
  kyb_status: ReadinessFacts['kyb_status'];
  acceptable_use: ReadinessFacts['acceptable_use'];
  is_open: boolean;
  looked_at: number | null;
  requirements: RequirementState[];
  waiver: { reason: string; placed_by: string; placed_at: number; end_reason: string | null; ended_by: string | null; ended_at: number | null } | null;
}

/** What stands here of the scope's live game and its studio. */
export class GetOwnReadiness extends Query<OwnReadiness> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(GetOwnReadiness)
export class GetOwnReadinessHandler implements IQueryHandler<GetOwnReadiness> {
  constructor(private readonly standings: StandingRepository, private readonly agreements: AgreementsRepository, private readonly gates: GatesRepository, private readonly clock: Clock) {}

  async execute({ studioId }: GetOwnReadiness): Promise<OwnReadiness> {
    const { gameId } = currentScope();
    const standing = await this.standings.find(studioId);
    const gate = await this.gates.find(gameId);
    const waiver = await this.gates.waiver(gameId);
    return {
      kyb_status: standing?.kyb_status ?? 'not_started', acceptable_use: await this.agreements.standing(studioId, 'acceptable_use', this.clock.now()), is_open: gate?.is_open ?? false, looked_at: gate?.looked_at ? unixSeconds(gate.looked_at) : null,
      requirements: gate?.requirements ?? [],
      waiver: waiver ? { reason: waiver.reason, placed_by: waiver.placed_by, placed_at: unixSeconds(waiver.placed_at), end_reason: waiver.end_reason, ended_by: waiver.ended_by, ended_at: waiver.ended_at ? unixSeconds(waiver.ended_at) : null } : null,
    };
  }
}
