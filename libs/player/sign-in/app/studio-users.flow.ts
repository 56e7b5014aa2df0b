import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Commands } from '#platform/cqrs/doors';
import type { Scope } from '#platform/kernel/scope';
import { RememberPlayer } from '#player/players/commands';
import { LinkPlayer } from './hub-users.js';
import { IssueLogin } from './login-tokens.js';

export interface Authorization {
  player_id: string;
  nonce: string | null;
  redirect_path: string | null;
  /** What the game server tells of the player on the way. */
  told: { name?: string | null; avatar_url?: string | null; attributes?: object | null; custom_attributes?: Record<string, unknown> | null };
}

/** What a studio's server does with users: a token or a link here, and what it says of the player in player/players; each complete by itself. */
@Injectable()
export class StudioUsersFlow {
  constructor(private readonly commands: Commands, private readonly config: Config) {}

  /** Answers the address that opens the hub signed in. */
  async authorize({ player_id, nonce, redirect_path, told }: Authorization, scope: Scope): Promise<string> {
    const { token } = await this.commands.execute(new IssueLogin({ player_id, nonce, redirect_path, name: told.name ?? null, avatar_url: told.avatar_url ?? null }), scope);
    await this.commands.execute(new RememberPlayer({
      player_id, ...(told.name ? { name: told.name } : {}), ...(told.avatar_url ? { avatar_url: told.avatar_url } : {}),
      ...(told.attributes ? { attributes: { ...told.attributes } } : {}), ...(told.custom_attributes ? { custom_attributes: told.custom_attributes } : {}),
    }), scope);
    return `${this.config.publicUrl}/go/login?${new URLSearchParams({ token, ...(nonce ? { nonce } : {}) })}`;
  }

  async link(userId: string, playerId: string, scope: Scope): Promise<void> {
    await this.commands.execute(new LinkPlayer(userId, playerId), scope);
    await this.commands.execute(new RememberPlayer({ player_id: playerId }), scope);
  }
}
