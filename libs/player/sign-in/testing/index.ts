import { Injectable, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { Authenticators } from '#platform/http/authentication';
import type { Principal } from '#platform/http/policy';

/** Signed-in players without sign-in: the Bearer token is looked up in `sessions`. */
export interface FakeSignIn {
  sessions: Map<string, Principal>;
  /** Lets `token` act as this player of the game. */
  signIn(token: string, gameId: string, playerId: string, assurance?: 'player_id' | 'verified'): void;
  module: DynamicModule;
}

@Module({})
class FakeSignInModule {}

export function fakeSignIn(): FakeSignIn {
  const sessions = new Map<string, Principal>();

  @Injectable()
  class FakePlayerAuthenticator implements OnModuleInit {
    constructor(private readonly authenticators: Authenticators) {}
    onModuleInit(): void {
      this.authenticators.register('player', async (request) => sessions.get((request.headers.authorization ?? '').replace(/^Bearer /, '')) ?? null);
    }
  }

  return {
    sessions,
    signIn(token, gameId, playerId, assurance = 'player_id') {
      sessions.set(token, { scope: { gameId, actor: { kind: 'player', id: `usr_${playerId}` }, requestId: null }, environment: 'sandbox', grants: [], assurance, playerId, sessionId: `ses_${token}` });
    },
    module: { module: FakeSignInModule, providers: [FakePlayerAuthenticator] },
  };
}
