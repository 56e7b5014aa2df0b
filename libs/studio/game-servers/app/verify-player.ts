import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { signatureHeaders } from '#platform/crypto/webhook-signature';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Egress, EgressError } from '#platform/egress/egress';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { VerifyPlayer, type DeliveryTarget, type PlayerVerdict, type VerifiedPlayer } from '../contracts/queries.js';
import { WEBHOOK_API_VERSION } from '../contracts/ids.js';
import { wants } from '../domain/event-types.js';
import { readPlayerAnswer, type PlayerAnswer } from '../domain/player-answer.js';
import { KnownEndpoints } from '../infra/known-endpoints.js';
import { deliveryTarget } from './endpoint-queries.js';

export const VERIFY_DEADLINE_MS = 3_000;
export const VERIFY_GOOD_FOR_SECONDS = 600;
const ANSWER_MAX_BYTES = 65_536;

interface Standing {
  target: (DeliveryTarget & { sandbox: boolean }) | null;
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

/** `player.verify`: signed like every event, one try, three seconds for everything. */
@QueryHandler(VerifyPlayer)
export class VerifyPlayerHandler implements IQueryHandler<VerifyPlayer> {
  constructor(
    private readonly callers: CallScope, private readonly queries: Queries, private readonly commands: Commands, private readonly egress: Egress, private readonly clock: Clock,
  ) {}

  async execute({ input }: VerifyPlayer): Promise<PlayerVerdict> {
    const began = performance.now();
    const scope = this.callers.current;
    const { target, remembered } = await this.queries.ask(new GetVerificationStanding(input.player_id, input.fresh ?? false), scope);
    if (remembered) return { outcome: 'verified', player: remembered, cached: true };
    if (!target) return { outcome: 'unavailable', reason: 'no_endpoint' };
    const answer = await this.ask(target, target.sandbox, input, scope, VERIFY_DEADLINE_MS - (performance.now() - began));
    if (answer.outcome === 'unavailable') return answer;
    await this.commands.execute(new RememberVerification(input.player_id, answer.outcome === 'verified' ? answer.player : null), scope);
    return answer.outcome === 'verified' ? { ...answer, cached: false } : answer;
  }

  private async ask(target: DeliveryTarget, sandbox: boolean, input: VerifyPlayer['input'], scope: Scope, leftMs: number): Promise<PlayerAnswer> {
    if (leftMs <= 0) return { outcome: 'unavailable', reason: 'timeout' };
    const seconds = unixSeconds(this.clock.now());
    const eventId = newId('evt');
    const body = Buffer.from(JSON.stringify({
      event_id: eventId, game_id: scope.gameId, event_type: 'player.verify', event_time: seconds, event_data: { player_id: input.player_id },
      idempotency_key: `idmpt_player.verify.${eventId.slice(4)}`, request_id: scope.requestId, sandbox, trigger: input.trigger,
      aggregate_type: 'player', aggregate_id: input.player_id, sequence: null, api_version: WEBHOOK_API_VERSION,
      context: null, previous_sequence: null, transaction_id: newId('whd'),
    }));
    try {
      const answer = await this.egress.send({
        method: target.method, url: target.url, body, deadlineMs: Math.ceil(leftMs), maxBytes: ANSWER_MAX_BYTES, reach: target.reach,
        headers: { 'content-type': 'application/json', ...signatureHeaders(target.signature, target.secrets, eventId, seconds, body) },
      });
      return readPlayerAnswer(answer.status, answer.body, answer.cut, input.player_id);
    } catch (error) {
      if (error instanceof EgressError) return { outcome: 'unavailable', reason: error.reason };
      throw error;
    }
  }
}
