import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { EndpointNotFound } from '../contracts/errors.js';
import { IsPlayerVerified, TryVerifyPlayer, VerifyPlayer, wants, type PlayerVerdict, type TriedQuestion, type VerifiedPlayer } from '../contracts/queries.js';
import { KnownEndpoints } from '../infra/known-endpoints.js';
import { deliveryTarget } from './endpoint-queries.js';
import { PlayerQuestion } from './player-question.js';
import type { QuestionTarget } from './signed-question.js';

export const VERIFY_DEADLINE_MS = 3_000;
export const VERIFY_GOOD_FOR_SECONDS = 600;

interface Standing {
  target: QuestionTarget | null;
  remembered: VerifiedPlayer | null;
}

/** Who is asked, and what is still believed of the player: one transaction. */
export class GetVerificationStanding extends Query<Standing> {
  constructor(readonly playerId: string, readonly fresh: boolean) { super(); }
}

@QueryHandler(GetVerificationStanding)
export class GetVerificationStandingHandler implements IQueryHandler<GetVerificationStanding> {
  constructor(private readonly known: KnownEndpoints, private readonly database: Database, private readonly clock: Clock) {}

  async execute({ playerId, fresh }: GetVerificationStanding): Promise<Standing> {
    const { gameId } = currentScope();
    const row = await this.known.find(gameId, (each) => each.enabled && wants(each.events, 'player.verify'));
    const target = row ? { ...deliveryTarget(row), sandbox: row.environment === 'sandbox' } : null;
    if (fresh || !target) return { target, remembered: null };
    const kept = await this.database.one<{ answer: VerifiedPlayer }>(
      'SELECT answer FROM game_servers.player_verification WHERE game_id = $1 AND player_id = $2 AND expires_at > $3', [gameId, playerId, this.clock.now()]);
    return { target, remembered: kept?.answer ?? null };
  }
}

/** Keeps a positive answer, or forgets what was believed. */
export class RememberVerification extends Command<void> {
  static readonly context = 'studio/game-servers';
  constructor(readonly playerId: string, readonly player: VerifiedPlayer | null) { super(); }
}

@CommandHandler(RememberVerification)
export class RememberVerificationHandler implements ICommandHandler<RememberVerification> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ playerId, player }: RememberVerification): Promise<void> {
    const { gameId } = currentScope();
    if (!player) {
      await this.database.execute('DELETE FROM game_servers.player_verification WHERE game_id = $1 AND player_id = $2', [gameId, playerId]);
      return;
    }
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO game_servers.player_verification (game_id, player_id, answer, verified_at, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (game_id, player_id) DO UPDATE SET answer = excluded.answer, verified_at = excluded.verified_at, expires_at = excluded.expires_at`,
      [gameId, playerId, JSON.stringify(player), now, new Date(now.getTime() + VERIFY_GOOD_FOR_SECONDS * 1_000)],
    );
  }
}

@QueryHandler(IsPlayerVerified)
export class IsPlayerVerifiedHandler implements IQueryHandler<IsPlayerVerified> {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async execute({ playerId }: IsPlayerVerified): Promise<boolean> {
    return (await this.database.one('SELECT 1 AS one FROM game_servers.player_verification WHERE game_id = $1 AND player_id = $2 AND expires_at > $3', [currentScope().gameId, playerId, this.clock.now()])) !== undefined;
  }
}

/** `player.verify`: signed like every event, one try, three seconds for everything. */
@QueryHandler(VerifyPlayer)
export class VerifyPlayerHandler implements IQueryHandler<VerifyPlayer> {
  constructor(private readonly callers: CallScope, private readonly queries: Queries, private readonly commands: Commands, private readonly question: PlayerQuestion) {}

  async execute({ input }: VerifyPlayer): Promise<PlayerVerdict> {
    const began = performance.now();
    const scope = this.callers.current;
    const { target, remembered } = await this.queries.ask(new GetVerificationStanding(input.player_id, input.fresh ?? false), scope);
    if (remembered) return { outcome: 'verified', player: remembered, cached: true };
    if (!target) return { outcome: 'unavailable', reason: 'no_endpoint', detail: 'No enabled webhook has player.verify.' };
    const { answer } = await this.question.ask(target, input, scope, VERIFY_DEADLINE_MS - (performance.now() - began));
    if (answer.outcome === 'unavailable') return answer;
    await this.commands.execute(new RememberVerification(input.player_id, answer.outcome === 'verified' ? answer.player : null), scope);
    return answer.outcome === 'verified' ? { ...answer, cached: false } : answer;
  }
}

/** Whom a try goes to. Throws `webhook.not_found`. */
export class GetTriedTarget extends Query<QuestionTarget> {
  constructor(readonly endpointId: string) { super(); }
}

@QueryHandler(GetTriedTarget)
export class GetTriedTargetHandler implements IQueryHandler<GetTriedTarget> {
  constructor(private readonly known: KnownEndpoints) {}

  async execute({ endpointId }: GetTriedTarget): Promise<QuestionTarget> {
    const row = await this.known.find(currentScope().gameId, (each) => each.id === endpointId);
    if (!row) throw new EndpointNotFound();
    return { ...deliveryTarget(row), sandbox: row.environment === 'sandbox' };
  }
}

@QueryHandler(TryVerifyPlayer)
export class TryVerifyPlayerHandler implements IQueryHandler<TryVerifyPlayer> {
  constructor(private readonly callers: CallScope, private readonly queries: Queries, private readonly question: PlayerQuestion) {}

  async execute({ input: { endpoint_id, ...input } }: TryVerifyPlayer): Promise<TriedQuestion> {
    const scope = this.callers.current;
    const target = await this.queries.ask(new GetTriedTarget(endpoint_id), scope);
    const { answer, body, ...tried } = await this.question.ask(target, { ...input, trigger: 'test' }, scope, VERIFY_DEADLINE_MS);
    return { ...tried, verdict: answer.outcome === 'verified' ? { ...answer, cached: false } : answer, response_body: target.enabled_logs ? body : null };
  }
}
