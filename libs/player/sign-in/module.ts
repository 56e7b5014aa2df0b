import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { GetHubUserHandler, IssueHandoffHandler, LinkPlayerHandler, RedeemHandoffHandler, UnlinkPlayerHandler } from './app/hub-users.js';
import { IssueLoginHandler, RedeemLoginHandler } from './app/login-tokens.js';
import { EndSessionHandler, OpenSessionHandler } from './app/open-session.js';
import { PlayerAuthenticator } from './app/player-authenticator.js';
import { RemoveEndedChore, RemoveEndedHandler } from './app/remove-ended.js';
import { EraseUserHandler, FindPlayersOfUserHandler, GetSignInDataHandler, SignInData } from './app/sign-in-data.js';
import { SignInFlow } from './app/sign-in.flow.js';
import { StudioUsersFlow } from './app/studio-users.flow.js';
import { SessionController } from './http/session.controller.js';
import { UsersController } from './http/users.controller.js';
import { HubUsersRepository } from './infra/hub-users.repository.js';
import { OneTimeTokensRepository } from './infra/one-time-tokens.repository.js';
import { HubUserRows, OneTimeTokenRows, SessionRows } from './infra/rows.js';
import { SessionsRepository } from './infra/sessions.repository.js';

export const rows: EntitySchema[] = [HubUserRows, SessionRows, OneTimeTokenRows];

const handlers = [GetHubUserHandler, LinkPlayerHandler, UnlinkPlayerHandler, IssueHandoffHandler, RedeemHandoffHandler, IssueLoginHandler, RedeemLoginHandler, OpenSessionHandler, EndSessionHandler, RemoveEndedHandler, RemoveEndedChore,
  SignInData, FindPlayersOfUserHandler, GetSignInDataHandler, EraseUserHandler];

@Module({ controllers: [UsersController, SessionController], providers: [PlayerAuthenticator, SignInFlow, StudioUsersFlow, HubUsersRepository, OneTimeTokensRepository, SessionsRepository, ...handlers] })
export class SignInModule {}
