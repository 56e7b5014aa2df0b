import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AuditLog, type AuditEntryView, type AuditFilter, type ChainVerdict } from '#platform/audit/audit-log';
import { currentScope } from '#platform/database/store';
import { Query } from '#platform/kernel/messages';

export class ListAuditEntries extends Query<{ data: AuditEntryView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: AuditFilter) { super(); }
}

/** Whether the chain of the scope's studio is whole, from the entry after `after` on. */
export class VerifyAuditChain extends Query<ChainVerdict> {
  constructor(readonly after?: string) { super(); }
}

@QueryHandler(ListAuditEntries)
export class ListAuditEntriesHandler implements IQueryHandler<ListAuditEntries> {
  constructor(private readonly log: AuditLog) {}
  execute({ filter }: ListAuditEntries) {
    return this.log.list(currentScope().studioId!, filter);
  }
}

@QueryHandler(VerifyAuditChain)
export class VerifyAuditChainHandler implements IQueryHandler<VerifyAuditChain> {
  constructor(private readonly log: AuditLog) {}
  execute({ after }: VerifyAuditChain) {
    return this.log.verify(currentScope().studioId!, after ? { after } : {});
  }
}
