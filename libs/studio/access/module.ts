import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler } from './api-keys.js';
import { AuditLogController } from './audit-log.controller.js';
import { ListAuditEntriesHandler, VerifyAuditChainHandler } from './audit-log.js';
import { ConsoleSessionController } from './console-session.controller.js';
import { MemberAuthenticator } from './member-authenticator.js';
import { EndMemberSessionHandler, FindCredentialsHandler, FindLiveSessionHandler, ListMemberSessionsHandler, OpenMemberSessionHandler, ProveMemberHandler, TouchMemberSessionHandler } from './member-sessions.js';
import { MemberSignInFlow } from './member-sign-in.flow.js';
import { MembersController } from './members.controller.js';
import { AcceptInvitationHandler, ChangeRoleHandler, GetInvitationHandler, GetMemberHandler, InviteMemberHandler, ListMembersHandler, RemoveMemberHandler } from './members.js';
import { NewGameFlow } from './new-game.flow.js';
import { NewGamesController } from './new-games.controller.js';
import { ApiKeyRows } from './rows.js';
import { BeginSecondFactorHandler, Codes, ConfirmSecondFactorHandler, RemoveSecondFactorHandler, SECOND_FACTORS_SEALED, UseCodeHandler } from './second-factor.js';
import { StudioAuthenticator } from './studio-authenticator.js';

export const rows: EntitySchema[] = [ApiKeyRows];

@Seals(SECOND_FACTORS_SEALED)
@Module({
  controllers: [ApiKeysController, AuditLogController, ConsoleSessionController, MembersController, NewGamesController],
  providers: [
    StudioAuthenticator, MemberAuthenticator, MemberSignInFlow, NewGameFlow, Codes,
    CreateApiKeyHandler, ListApiKeysHandler, RevokeApiKeyHandler, TouchApiKeyHandler, ListAuditEntriesHandler, VerifyAuditChainHandler,
    AcceptInvitationHandler, ChangeRoleHandler, GetInvitationHandler, GetMemberHandler, InviteMemberHandler, ListMembersHandler, RemoveMemberHandler,
    EndMemberSessionHandler, FindCredentialsHandler, FindLiveSessionHandler, ListMemberSessionsHandler, OpenMemberSessionHandler, ProveMemberHandler, TouchMemberSessionHandler,
    BeginSecondFactorHandler, ConfirmSecondFactorHandler, RemoveSecondFactorHandler, UseCodeHandler,
  ],
})
export class AccessModule {}
