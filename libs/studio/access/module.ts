import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKeyHandler, ListApiKeysHandler, PinApiKeyHandler, RevokeApiKeyHandler, TouchApiKeyHandler } from './api-keys.js';
import { AuditLogController } from './audit-log.controller.js';
import { ListAuditEntriesHandler, VerifyAuditChainHandler } from './audit-log.js';
import { ConsolePasswordController } from './console-password.controller.js';
import { ConsoleSessionController } from './console-session.controller.js';
import { ForgottenPasswordFlow } from './forgotten-password.flow.js';
import { FindNamedMemberHandler, LinkMemberHandler } from './external-identities.js';
import { IdentityProvidersController } from './identity-providers.controller.js';
import { ChangeProviderHandler, CLIENT_SECRETS_SEALED, FindProviderHandler, ListProvidersHandler, MakeProviderHandler, RemoveProviderHandler } from './identity-providers.js';
import { MemberAuthenticator } from './member-authenticator.js';
import { AskForPasswordHandler, FindPasswordLinkHandler, MakeMemberLinkHandler, ResetPasswordHandler } from './member-links.js';
import { EndMemberSessionHandler, FindCredentialsHandler, FindLiveSessionHandler, ListMemberSessionsHandler, OpenMemberSessionHandler, ProveMemberHandler, TouchMemberSessionHandler } from './member-sessions.js';
import { MemberSignInFlow } from './member-sign-in.flow.js';
import { MembersController } from './members.controller.js';
import { AcceptInvitationHandler, ChangeRoleHandler, GetInvitationHandler, GetMemberHandler, InviteMemberHandler, ListMembersHandler, SetMemberMailsHandler, RemoveMemberHandler } from './members.js';
import { NewGameFlow } from './new-game.flow.js';
import { NewGamesController } from './new-games.controller.js';
import { AwaitCodeHandler, BeginAttemptHandler, EndAttemptHandler, FindNamedAttemptHandler, TakeAttemptHandler } from './oidc-attempts.js';
import { OidcSignInController } from './oidc-sign-in.controller.js';
import { OidcSignInFlow } from './oidc-sign-in.flow.js';
import { OpenIdProviders } from './openid.js';
import { ApiKeyRows } from './rows.js';
import { BeginSecondFactorHandler, Codes, ConfirmSecondFactorHandler, RemoveSecondFactorHandler, SECOND_FACTORS_SEALED, UseCodeHandler } from './second-factor.js';
import { StudioAuthenticator } from './studio-authenticator.js';

export const rows: EntitySchema[] = [ApiKeyRows];

@Seals(SECOND_FACTORS_SEALED, CLIENT_SECRETS_SEALED)
@Module({
  controllers: [ApiKeysController, AuditLogController, ConsolePasswordController, ConsoleSessionController, IdentityProvidersController, MembersController, NewGamesController, OidcSignInController],
  providers: [
    StudioAuthenticator, MemberAuthenticator, MemberSignInFlow, ForgottenPasswordFlow, NewGameFlow, OidcSignInFlow, OpenIdProviders, Codes,
    CreateApiKeyHandler, ListApiKeysHandler, PinApiKeyHandler, RevokeApiKeyHandler, TouchApiKeyHandler, ListAuditEntriesHandler, VerifyAuditChainHandler,
    AcceptInvitationHandler, ChangeRoleHandler, GetInvitationHandler, GetMemberHandler, InviteMemberHandler, ListMembersHandler, SetMemberMailsHandler, RemoveMemberHandler,
    EndMemberSessionHandler, FindCredentialsHandler, FindLiveSessionHandler, ListMemberSessionsHandler, OpenMemberSessionHandler, ProveMemberHandler, TouchMemberSessionHandler,
    BeginSecondFactorHandler, ConfirmSecondFactorHandler, RemoveSecondFactorHandler, UseCodeHandler,
    AskForPasswordHandler, FindPasswordLinkHandler, MakeMemberLinkHandler, ResetPasswordHandler,
    ChangeProviderHandler, FindProviderHandler, ListProvidersHandler, MakeProviderHandler, RemoveProviderHandler, FindNamedMemberHandler, LinkMemberHandler,
    AwaitCodeHandler, BeginAttemptHandler, EndAttemptHandler, FindNamedAttemptHandler, TakeAttemptHandler,
  ],
})
export class AccessModule {}
