import { Controller, Get, Query as Params } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';
import { OperatorAuditPage, OperatorAuditQuery, OperatorChainQuery, OperatorChainRead } from './operator-audit.dto.js';
import { ListOperatorAudit, VerifyOperatorAudit } from './operator-audit.js';

const LIMIT = 50;

@ApiTags('Operator audit log')
@Controller('operator/v1/audit_log')
export class OperatorAuditController {
  constructor(private readonly queries: Queries) {}

  @Get()
  @OperatorRoute('audit:read')
  @Operation('list_operator_audit_log', 'What the staff of the operator did and looked at, newest first')
  @Answers200(OperatorAuditPage)
  list(@Params() { limit = LIMIT, ...wish }: OperatorAuditQuery, @Caller() scope: Scope): Promise<OperatorAuditPage> {
    return this.queries.ask(new ListOperatorAudit({ ...wish, limit }), scope);
  }

  @Get('verification')
  @OperatorRoute('audit:read')
  @Operation('verify_operator_audit_log', 'Whether the chain of the operator is whole: nothing changed, removed or put in another order')
  @Answers200(OperatorChainRead)
  verify(@Params() { starting_after }: OperatorChainQuery, @Caller() scope: Scope): Promise<OperatorChainRead> {
    return this.queries.ask(new VerifyOperatorAudit(starting_after), scope);
  }
}
