import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { violates } from '#platform/database/database';
import { Command, Query } from '#platform/kernel/messages';
import { AlreadyLinked, PlayerNotLinked, PlayerTaken, TokenInvalid, UserNotFound } from '../contracts/errors.js';
import { HubUsersRepository } from '../infra/hub-users.repository.js';
import { OneTimeTokensRepository } from '../infra/one-time-tokens.repository.js';
import type { HubUserRow } from '../infra/rows.js';
import { SessionsRepository } from '../infra/sessions.repository.js';

export interface HubUserView {
  id: string;
  name: string | null;
  avatar_url: string | null;
  player_id: string | null;
}

const view = ({ id, name, avatar_url, player_id }: HubUserRow): HubUserView => ({ id, name, avatar_url, player_id });

export class GetHubUser extends Query<HubUserView> {
  constructor(readonly userId: string) { super(); }
}

@QueryHandler(GetHubUser)
export class GetHubUserHandler implements IQueryHandler<GetHubUser> {
  constructor(private readonly users: HubUsersRepository) {}
  async execute({ userId }: GetHubUser): Promise<HubUserView> {
    const row = await this.users.find(userId);
    if (!row) throw new UserNotFound();
    return view(row);
  }
}

/** Gives the user this player. Repeating it changes nothing. */
export class LinkPlayer extends Command<void> {
  static readonly context = 'player/sign-in';
  constructor(readonly userId: string, readonly playerId: string) { super(); }
}

@CommandHandler(LinkPlayer)
export class LinkPlayerHandler implements ICommandHandler<LinkPlayer> {
  constructor(private readonly users: HubUsersRepository) {}
  async execute({ userId, playerId }: LinkPlayer): Promise<void> {
    try {
      if (await this.users.link(userId, playerId)) return;
    } catch (error) {
      if (violates(error, 'hub_user_player_key')) throw new PlayerTaken();
      throw error;
    }
    throw (await this.users.find(userId)) ? new AlreadyLinked() : new UserNotFound();
  }
}

/** Takes the player away from the user, and ends the sessions in which she was that player. */
export class UnlinkPlayer extends Command<void> {
  static readonly context = 'player/sign-in';
  constructor(readonly userId: string, readonly playerId: string) { super(); }
}

@CommandHandler(UnlinkPlayer)
export class UnlinkPlayerHandler implements ICommandHandler<UnlinkPlayer> {
  constructor(private readonly users: HubUsersRepository, private readonly sessions: SessionsRepository) {}
  async execute({ userId, playerId }: UnlinkPlayer): Promise<void> {
    if (await this.users.unlink(userId, playerId)) return this.sessions.endOfUser(userId);
    throw (await this.users.find(userId)) ? new PlayerNotLinked() : new UserNotFound();
  }
}

/** Makes the token by which a game that is embedded in the hub tells its server who plays: single use, 2 minutes. */
export class IssueHandoff extends Command<{ token: string }> {
  static readonly context = 'player/sign-in';
  constructor(readonly userId: string) { super(); }
}

@CommandHandler(IssueHandoff)
export class IssueHandoffHandler implements ICommandHandler<IssueHandoff> {
  constructor(private readonly tokens: OneTimeTokensRepository) {}
  async execute({ userId }: IssueHandoff) {
    return { token: await this.tokens.issue({ kind: 'handoff', user_id: userId }) };
  }
}

/** Spends such a token. */
export class RedeemHandoff extends Command<HubUserView> {
  static readonly context = 'player/sign-in';
  constructor(readonly token: string) { super(); }
}

@CommandHandler(RedeemHandoff)
export class RedeemHandoffHandler implements ICommandHandler<RedeemHandoff> {
  constructor(private readonly tokens: OneTimeTokensRepository, private readonly users: HubUsersRepository) {}
  async execute({ token }: RedeemHandoff): Promise<HubUserView> {
    const spent = await this.tokens.spend('handoff', token, null);
    if (!spent) throw new TokenInvalid();
    return view((await this.users.find(spent.user_id!))!);
  }
}
