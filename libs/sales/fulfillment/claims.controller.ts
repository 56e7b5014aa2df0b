import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, PlayerRoute, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ClaimAnswer, ClaimKeys, ClaimPageRead, ClaimQuery, ClaimsQuery, OwnClaimsQuery, RotateClaimKeyQuery } from './claims.dto.js';
import { SignedClaims } from './signed-claims.flow.js';

const LIMIT = 20;
const OVERLAP_SECONDS = 30 * 86_400;

const filterOf = (playerId: string, { state, limit, starting_after }: OwnClaimsQuery) => ({ player_id: playerId, state: state ?? 'claimable' as const, limit: limit ?? LIMIT, starting_after: starting_after ?? null });

/** What a signed-in player has bought and her client collects. */
@ApiTags('Fulfillment')
@Controller('store/v1/grants')
export class OwnClaimsController {
  constructor(private readonly claims: SignedClaims) {}

  @Get()
  @PlayerRoute('verified')
  @Operation('list_store_grants', 'What the signed-in player can collect, signed')
  @Answers200(ClaimPageRead)
  list(@Query() query: OwnClaimsQuery, @WhoCalls() caller: Principal): Promise<ClaimPageRead> {
    return this.claims.list(filterOf(caller.playerId!, query), query.nonce ?? null, caller.scope);
  }

  @Get('keys')
  @PlayerRoute('verified')
  @Operation('list_store_grant_keys', 'The public keys that verify what is told of grants')
  @Answers200(ClaimKeys)
  async keys(@Caller() scope: Scope): Promise<ClaimKeys> {
    return { data: await this.claims.keys(scope) };
  }

  @Post(':grant_id/claim')
  @HttpCode(200)
  @PlayerRoute('verified')
  @Operation('claim_store_grant', 'Collect a grant; repeating it says that it was collected')
  @Answers200(ClaimAnswer)
  claim(@Param('grant_id') id: string, @Query() { nonce }: ClaimQuery, @WhoCalls() caller: Principal): Promise<ClaimAnswer> {
    return this.claims.claim({ grant_id: parseId('grt', id), player_id: caller.playerId!, by: 'player' }, nonce ?? null, caller.scope);
  }
}

/** The same for a server that collects on behalf of its players. */
@ApiTags('Fulfillment')
@Controller('v1/grants')
export class ClaimsController {
  constructor(private readonly claims: SignedClaims) {}

  @Get()
  @StudioRoute('fulfillment:read')
  @Operation('list_grants', 'What a player can collect, signed')
  @Answers200(ClaimPageRead)
  list(@Query() query: ClaimsQuery, @Caller() scope: Scope): Promise<ClaimPageRead> {
    return this.claims.list(filterOf(query.player_id, query), query.nonce ?? null, scope);
  }

  @Post(':grant_id/claim')
  @HttpCode(200)
  @StudioRoute('fulfillment:write')
  @NotAuditedForKeys('a player collects what she has bought: the grant keeps who collected it')
  @Operation('claim_grant', 'Collect a grant for its player; repeating it says that it was collected')
  @Answers200(ClaimAnswer)
  claim(@Param('grant_id') id: string, @Query() { nonce }: ClaimQuery, @Caller() scope: Scope): Promise<ClaimAnswer> {
    return this.claims.claim({ grant_id: parseId('grt', id), player_id: null, by: 'server' }, nonce ?? null, scope);
  }
}

@ApiTags('Fulfillment')
@Controller('v1/fulfillment/keys')
export class ClaimKeysController {
  constructor(private readonly claims: SignedClaims) {}

  @Get()
  @StudioRoute('fulfillment:read')
  @Operation('list_fulfillment_keys', 'The public keys that verify what clients are told of grants: ship the current one with the game')
  @Answers200(ClaimKeys)
  async keys(@Caller() scope: Scope): Promise<ClaimKeys> {
    return { data: await this.claims.keys(scope) };
  }

  @Post('rotate')
  @HttpCode(200)
  @StudioRoute('fulfillment:write')
  @Operation('rotate_fulfillment_key', 'Make a fresh key; the present one signs beside it for a while')
  @Answers200(ClaimKeys)
  async rotate(@Query() query: RotateClaimKeyQuery, @Caller() scope: Scope): Promise<ClaimKeys> {
    return { data: await this.claims.rotate(query.overlap_seconds ?? OVERLAP_SECONDS, scope) };
  }
}
