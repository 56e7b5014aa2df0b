import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { Command } from '#platform/kernel/messages';
import { GetPlayer } from '#player/players/queries';
import { RedeemLogin } from '../contracts/commands.js';
import { PlayerRefused, TokenInvalid } from '../contracts/errors.js';
import { OneTimeTokensRepository } from '../infra/one-time-tokens.repository.js';
import { SessionsRepository } from '../infra/sessions.repository.js';

export interface LoginWish {
  player_id: string;
  nonce: string | null;
  redirect_path: string | null;
  name: string | null;
  avatar_url: string | null;
}

/** Makes a login token for a player whom her own game server sends: single use, 5 minutes, bound to its nonce. */
export class IssueLogin extends Command<{ token: string }> {
  static readonly context = 'player/sign-in';
  constructor(readonly wish: LoginWish) { super(); }
}

@CommandHandler(IssueLogin)
export class IssueLoginHandler implements ICommandHandler<IssueLogin> {
  constructor(private readonly tokens: OneTimeTokensRepository, private readonly queries: Queries) {}

  async execute({ wish }: IssueLogin) {
    const player = await this.queries.ask(new GetPlayer(wish.player_id));
    if (player?.banned) throw new PlayerRefused('banned', 'This player is banned from the store.');
    return { token: await this.tokens.issue({ kind: 'login', ...wish }) };
  }
}

@CommandHandler(RedeemLogin)
export class RedeemLoginHandler implements ICommandHandler<RedeemLogin> {
  constructor(private readonly tokens: OneTimeTokensRepository, private readonly sessions: SessionsRepository, private readonly queries: Queries) {}

  async execute({ input }: RedeemLogin) {
    const spent = await this.tokens.spend('login', input.token, input.nonce);
    if (!spent) throw new TokenInvalid();
    const player = await this.queries.ask(new GetPlayer(spent.player_id!));
    if (player?.banned) throw new PlayerRefused('banned', 'This player is banned from the store.');
    const face = { player_id: spent.player_id!, name: spent.name ?? player?.name ?? null, avatar_url: spent.avatar_url ?? player?.avatar_url ?? null };
    return { ...(await this.sessions.open(face, 'verified')), redirect_path: spent.redirect_path };
  }
}
