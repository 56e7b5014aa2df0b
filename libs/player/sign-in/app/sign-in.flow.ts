import { Injectable } from '@nestjs/common';
import { Calls, Commands, Queries } from '#platform/cqrs/doors';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { Limits, masked } from '#platform/limits/limits';
import { RememberPlayer } from '#player/players/commands';
import { GetPlayer, playerContext } from '#player/players/queries';
import { VerifyPlayer, type VerifiedPlayer } from '#studio/game-servers/queries';
import { GetEnvironment } from '#studio/games/queries';
import type { OpenedSession } from '../contracts/commands.js';
import { PlayerRefused, TooManySignIns, VerificationUnavailable } from '../contracts/errors.js';
import { OpenSession } from './open-session.js';

/** Whoever tries ids one after the other pays for each refusal, in debt if need be, so that the limit falls on guessing rather than on a family behind one address. */
const PER_ADDRESS = { capacity: 60, perSecond: 1 };
const PER_PLAYER = { capacity: 20, perSecond: 0.2 };
const REFUSAL_COST = 9;

/** Sign-in by player id: the game is asked, what it says is remembered, a session is opened. */
@Injectable()
export class SignInFlow {
  constructor(private readonly calls: Calls, private readonly commands: Commands, private readonly queries: Queries, private readonly limits: Limits) {}

  async signIn(gameId: string, playerId: string, address: string, requestId: string): Promise<{ opened: OpenedSession; player: VerifiedPlayer }> {
    const addressKey = `sign-in:address:${masked(gameId, address)}`;
    await this.admit(addressKey, PER_ADDRESS);
    await this.admit(`sign-in:player:${masked(gameId, playerId)}`, PER_PLAYER);
    const scope = systemScope(gameId, 'player/sign-in', requestId);
    const known = await this.queries.ask(new GetPlayer(playerId), scope);
    const verdict = known?.banned
      ? ({ outcome: 'refused', code: 'banned', message: 'This player is banned from the store.', detail: null } as const)
      : await this.calls.ask(new VerifyPlayer({ player_id: playerId, trigger: 'hub.login', context: known ? playerContext(known) : null }), scope);
    if (verdict.outcome !== 'verified') {
      const isSandbox = (await this.queries.ask(new GetEnvironment(), scope)) === 'sandbox';
      if (verdict.outcome === 'unavailable') throw new VerificationUnavailable(isSandbox ? verdict : null);
      await this.limits.charge(addressKey, PER_ADDRESS, REFUSAL_COST);
      throw new PlayerRefused(verdict.code, verdict.message, isSandbox ? verdict.detail : null);
    }
    const { player } = verdict;
    const asPlayer: Scope = { ...scope, actor: { kind: 'player', id: player.player_id } };
    await this.commands.execute(new RememberPlayer({
      player_id: player.player_id, name: player.name, avatar_url: player.avatar_url, attributes: player.attributes, custom_attributes: player.custom_attributes,
      segments: player.segments, balances: player.balances, ...(player.email ? { email: player.email } : {}), ...(player.country ? { country: player.country } : {}),
    }), asPlayer);
    return { opened: await this.commands.execute(new OpenSession({ player_id: player.player_id, name: player.name, avatar_url: player.avatar_url }), asPlayer), player };
  }

  private async admit(key: string, bucket: { capacity: number; perSecond: number }): Promise<void> {
    const verdict = await this.limits.take(key, bucket);
    if (!verdict.allowed) throw new TooManySignIns(verdict.retryAfterSeconds);
  }
}
