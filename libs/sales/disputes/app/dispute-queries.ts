import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { unixSeconds } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import { DisputeNotFound } from '../contracts/errors.js';
import { GetDispute, ListDisputes, type DisputeStatus, type DisputeView } from '../contracts/queries.js';
import { disputeView, DisputeRepository } from '../infra/dispute.repository.js';

@QueryHandler(GetDispute)
export class GetDisputeHandler implements IQueryHandler<GetDispute> {
  constructor(private readonly disputes: DisputeRepository) {}
  async execute({ disputeId }: GetDispute): Promise<DisputeView> {
    const row = await this.disputes.find(disputeId);
    if (!row) throw new DisputeNotFound();
    return disputeView(row);
  }
}

@QueryHandler(ListDisputes)
export class ListDisputesHandler implements IQueryHandler<ListDisputes> {
  constructor(private readonly disputes: DisputeRepository) {}
  async execute({ filter }: ListDisputes) {
    const rows = await this.disputes.list({ ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(disputeView);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** What the bank was shown, as it was kept; null where nothing was yet. */
export class GetFrozenEvidence extends Query<{ sha256: string; built_at: number; document: string | null } | null> {
  constructor(readonly disputeId: string) { super(); }
}

@QueryHandler(GetFrozenEvidence)
export class GetFrozenEvidenceHandler implements IQueryHandler<GetFrozenEvidence> {
  constructor(private readonly disputes: DisputeRepository) {}
  async execute({ disputeId }: GetFrozenEvidence) {
    const frozen = await this.disputes.frozen(disputeId);
    return frozen && { sha256: frozen.sha256, built_at: unixSeconds(frozen.built_at), document: frozen.document };
  }
}

/** For staff, over all games. */
@Injectable()
export class DisputeDesk {
  constructor(private readonly disputes: DisputeRepository) {}

  /** Throws `disputes.not_found`. */
  async find(id: string): Promise<DisputeView> {
    const row = await this.disputes.anywhere(id);
    if (!row) throw new DisputeNotFound();
    return disputeView(row);
  }

  /** What has no end, what waits longest first; `starting_after` is the last id of the page before. Throws `disputes.not_found`. */
  async open(o: { status: DisputeStatus[] | null; due_before: number | null; starting_after: string | null; limit: number }): Promise<{ data: DisputeView[]; has_more: boolean; next_cursor: string | null }> {
    const last = o.starting_after === null ? null : await this.find(o.starting_after);
    const rows = await this.disputes.open({ status: o.status, due_before: o.due_before, after: last && { due_at: last.due_at, id: last.id }, limit: o.limit + 1 });
    const data = rows.slice(0, o.limit).map(disputeView);
    const has_more = rows.length > o.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}
