import { Controller, Get, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { GetGameOfStudio } from '#studio/games/queries';
import { parseId } from '#platform/kernel/ids';
import { grantsAllow, ScopeMissing, STUDIO_ADMIN } from '#platform/http/authentication';
import { AuditLogQuery, AuditPage, ChainQuery, ChainRead } from './audit-log.dto.js';
import { ListAuditEntries, VerifyAuditChain } from './audit-log.js';

const LIMIT = 50;

@ApiTags('Audit log')
@Controller('v1/audit_log')
export class AuditLogController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @StudioRoute('audit:read')
  @Operation('list_audit_log', 'Who changed what, newest first')
  @Answers200(AuditPage)
  async list(@Params() { game_id, limit, ...wish }: AuditLogQuery, @WhoCalls() principal: Principal): Promise<AuditPage> {
    return this.queries.ask(new ListAuditEntries({ ...wish, limit: limit ?? LIMIT, gameId: await this.environmentFor(principal, game_id) }), principal.scope);
  }

  @Get('verification')
  @StudioRoute('audit:read')
  @Operation('verify_audit_log', 'Whether the chain of the studio is whole: nothing changed, removed or put in another order')
  @Answers200(ChainRead)
  verify(@Params() { starting_after }: ChainQuery, @WhoCalls() { scope }: Principal): Promise<ChainRead> {
    return this.queries.ask(new VerifyAuditChain(starting_after), scope);
  }

  private async environmentFor({ scope, grants }: Principal, asked: string | undefined): Promise<string | null> {
    if (asked === undefined || asked === scope.gameId) return scope.gameId;
    if (!grantsAllow(grants, STUDIO_ADMIN)) throw new ScopeMissing(STUDIO_ADMIN);
    return asked === 'all' ? null : (await this.queries.ask(new GetGameOfStudio(parseId('gam', asked)), scope)).id;
  }
}
