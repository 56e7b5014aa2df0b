import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '#platform/cqrs/doors';
import { grantsAllow, ScopeMissing, STUDIO_ADMIN } from '#platform/http/authentication';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { Forbidden } from '#platform/kernel/errors';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { GetGameOfStudio } from '#studio/games/queries';
import { CreateApiKey } from './contracts/commands.js';
import { ApiKeyNotFound } from './contracts/errors.js';
import { ListApiKeys, PinApiKey, RevokeApiKey } from './api-keys.js';
import { ApiKeyCreate, ApiKeyCreated, ApiKeyList, ApiKeyRead, ApiKeyUpdate } from './api-keys.dto.js';
import { isScope } from './scopes.js';

class ScopeBeyondOwn extends Forbidden {
  constructor(scope: string) { super('access.scope_beyond_own', `A key cannot give ${scope}, which it does not have itself.`); }
}

@ApiTags('API keys')
@Controller('v1/api_keys')
export class ApiKeysController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('api_keys:read')
  @Operation('list_api_keys', 'The API keys of this environment, newest first, revoked ones included')
  @Answers200(ApiKeyList)
  async list(@Caller() scope: Scope): Promise<ApiKeyList> {
    return { data: await this.queries.ask(new ListApiKeys(), scope) };
  }

  @Post()
  @StudioRoute('api_keys:write')
  @Operation('create_api_key', 'Make an API key of this environment, or with `studio:admin` of another one of the studio; it is shown once')
  @Answers201(ApiKeyCreated)
  async create(@Body() { game_id, ...wish }: ApiKeyCreate, @WhoCalls() principal: Principal): Promise<ApiKeyCreated> {
    for (const scope of wish.scopes) if (isScope(scope) && !grantsAllow(principal.grants, scope)) throw new ScopeBeyondOwn(scope);
    const { gameId, environment } = await this.environmentFor(principal, game_id);
    const made = await this.commands.execute(new CreateApiKey({ ...wish, environment, studio_id: principal.scope.studioId!, made_by_member: principal.memberId ?? null }), { ...principal.scope, gameId });
    return { ...made, game_id: gameId, environment };
  }

  /** Whose key is made. The scope is asked for before the game, so that nobody learns from the answer which games there are. */
  private async environmentFor({ scope, environment, grants }: Principal, asked: string | undefined): Promise<{ gameId: string; environment: 'sandbox' | 'live' }> {
    if (asked === undefined || asked === scope.gameId) return { gameId: scope.gameId, environment };
    if (!grantsAllow(grants, STUDIO_ADMIN)) throw new ScopeMissing(STUDIO_ADMIN);
    const game = await this.queries.ask(new GetGameOfStudio(parseId('gam', asked)), scope);
    return { gameId: game.id, environment: game.environment };
  }

  @Patch(':key_id')
  @StudioRoute('api_keys:write')
  @Operation('update_api_key', 'Pin a key to a version of the Studio API, or have it follow its game')
  @Answers200(ApiKeyRead)
  async change(@Param('key_id') id: string, @Body() { api_version }: ApiKeyUpdate, @Caller() scope: Scope): Promise<ApiKeyRead> {
    const keyId = parseId('key', id);
    if (api_version !== undefined) await this.commands.execute(new PinApiKey(keyId, api_version), scope);
    const key = (await this.queries.ask(new ListApiKeys(keyId), scope))[0];
    if (!key) throw new ApiKeyNotFound();
    return key;
  }

  @Delete(':key_id')
  @StudioRoute('api_keys:write')
  @Operation('revoke_api_key', 'End a key; it is refused from then on')
  @Answers204()
  revoke(@Param('key_id') keyId: string, @Caller() scope: Scope): Promise<void> {
    return this.commands.execute(new RevokeApiKey(parseId('key', keyId)), scope);
  }
}
