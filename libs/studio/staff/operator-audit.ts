import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AuditLog, type AuditEntryView, type AuditFilter, type ChainVerdict } from '#platform/audit/audit-log';
import { Query } from '#platform/kernel/messages';
import { OPERATOR } from '#platform/kernel/scope';

export class ListOperatorAudit extends Query<{ data: AuditEntryView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: Omit<AuditFilter, 'gameId'>) { super(); }
}
export class VerifyOperatorAudit extends Query<ChainVerdict> {
  constructor(readonly after?: string) { super(); }
}

@QueryHandler(ListOperatorAudit)
export class ListOperatorAuditHandler implements IQueryHandler<ListOperatorAudit> {
  constructor(private readonly log: AuditLog) {}
  execute({ filter }: ListOperatorAudit) {
    return this.log.list(OPERATOR, { ...filter, gameId: null });
  }
}

@QueryHandler(VerifyOperatorAudit)
export class VerifyOperatorAuditHandler implements IQueryHandler<VerifyOperatorAudit> {
  constructor(private readonly log: AuditLog) {}
  execute({ after }: VerifyOperatorAudit): Promise<ChainVerdict> {
    return this.log.verify(OPERATOR, after === undefined ? {} : { after });
  }
}
