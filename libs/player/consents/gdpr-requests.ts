import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { Command, Query } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import type { Identity, Subject } from '#platform/personal-data/personal-data';
import { GdprRequestNotFound, NobodyNamed, NoExport } from './contracts/errors.js';
import { PlayerErased } from './contracts/events.js';
import { GetGdprRequest, ListGdprRequests, type GdprRequestType } from './contracts/queries.js';
import { GdprRequestsRepository, gdprRequestView } from './gdpr-requests.repository.js';

export const GDPR_JOB = 'consents.gdpr-request';

/** Asks for a copy of somebody's data, or for its erasure. What is under way about the same person is not begun twice. Throws `gdpr_request.nobody_named`. */
export class MakeGdprRequest extends Command<{ id: string }> {
  static readonly context = 'player/consents';
  constructor(readonly type: GdprRequestType, readonly identity: Identity) { super(); }
}

@CommandHandler(MakeGdprRequest)
export class MakeGdprRequestHandler implements ICommandHandler<MakeGdprRequest> {
  constructor(private readonly requests: GdprRequestsRepository, private readonly jobs: Jobs, private readonly clock: Clock) {}

  async execute({ type, identity }: MakeGdprRequest): Promise<{ id: string }> {
    if (!identity.email && !identity.user_id && !identity.player_id) throw new NobodyNamed();
    const id = await this.requests.make(type, { ...identity, email: identity.email?.toLowerCase() ?? null }, this.clock.now());
    await this.jobs.schedule({ type: GDPR_JOB, key: id, payload: { gdpr_request_id: id } });
    return { id };
  }
}

@QueryHandler(GetGdprRequest)
export class GetGdprRequestHandler implements IQueryHandler<GetGdprRequest> {
  constructor(private readonly requests: GdprRequestsRepository) {}

  async execute({ id }: GetGdprRequest) {
    const row = await this.requests.find(id);
    if (!row) throw new GdprRequestNotFound();
    return gdprRequestView(row);
  }
}

@QueryHandler(ListGdprRequests)
export class ListGdprRequestsHandler implements IQueryHandler<ListGdprRequests> {
  constructor(private readonly requests: GdprRequestsRepository) {}

  async execute({ page }: ListGdprRequests) {
    const rows = await this.requests.list(page.limit + 1, page.starting_after ?? null);
    const data = rows.slice(0, page.limit).map(gdprRequestView);
    const has_more = rows.length > page.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** The document of an export. Throws `gdpr_request.not_found`, `gdpr_request.no_export`. */
export class GetGdprExport extends Query<object> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetGdprExport)
export class GetGdprExportHandler implements IQueryHandler<GetGdprExport> {
  constructor(private readonly requests: GdprRequestsRepository, private readonly clock: Clock) {}

  async execute({ id }: GetGdprExport): Promise<object> {
    const row = await this.requests.find(id);
    if (!row) throw new GdprRequestNotFound();
    const document = row.document_expires_at && row.document_expires_at > this.clock.now() ? this.requests.opened<object>(row, 'document') : null;
    if (!document) throw new NoExport();
    return document;
  }
}

export interface GdprWork {
  type: GdprRequestType;
  due_at: number;
  identity: Identity;
  /** Null until they have been looked for. */
  subjects: Subject[] | null;
}

/** What there is to do, or null when it is done. */
export class GetGdprWork extends Query<GdprWork | null> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetGdprWork)
export class GetGdprWorkHandler implements IQueryHandler<GetGdprWork> {
  constructor(private readonly requests: GdprRequestsRepository) {}

  async execute({ id }: GetGdprWork): Promise<GdprWork | null> {
    const row = await this.requests.find(id);
    const identity = row && row.status !== 'completed' ? this.requests.opened<Identity>(row, 'subject') : null;
    return row && identity ? { type: row.type, due_at: unixSeconds(row.due_at), identity, subjects: this.requests.opened<Subject[]>(row, 'players') } : null;
  }
}

type Step = { kept: Subject[] } | { waits_for: string[] } | { rows_erased: number } | { document: object } | 'erased';

/** Notes how far the work is. */
export class NoteGdprStep extends Command<void> {
  static readonly context = 'player/consents';
  constructor(readonly id: string, readonly step: Step) { super(); }
}

@CommandHandler(NoteGdprStep)
export class NoteGdprStepHandler implements ICommandHandler<NoteGdprStep> {
  constructor(private readonly requests: GdprRequestsRepository, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ id, step }: NoteGdprStep): Promise<void> {
    if (step === 'erased') return this.erased(id);
    if ('kept' in step) return this.requests.keepPlayers(id, step.kept);
    if ('waits_for' in step) return this.requests.wait(id, step.waits_for);
    if ('rows_erased' in step) return this.requests.countErased(id, step.rows_erased);
    return this.requests.endExport(id, step.document, this.clock.now());
  }

  private async erased(id: string): Promise<void> {
    const now = this.clock.now();
    if (await this.requests.endErasure(id, now)) this.outbox.record(new PlayerErased('gdpr_request', id, { gdpr_request_id: id, erased_at: unixSeconds(now) }));
  }
}
