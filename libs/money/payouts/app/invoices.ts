import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CallScope, Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { Call, Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { InvoiceNotIssued, InvoiceTermsIncomplete, PayoutNotFound } from '../contracts/errors.js';
import type { InvoiceKind } from '../contracts/words.js';
import type { InvoiceData } from '../domain/invoice.js';
import { invoicePdf } from '../infra/invoice-pdf.js';
import { InvoicesRepository, type InvoiceFilter, type InvoiceRow, type InvoiceTermsRow } from '../infra/invoices.repository.js';
import { PayoutsRepository } from '../infra/payouts.repository.js';

export interface InvoiceListedView {
  id: string; kind: InvoiceKind; number: string; studio_id: string; environment: string; payout_id: string; original_id: string | null; legal_entity: string;
  currency: string; net_minor: number; tax_minor: number; total_minor: number; issued_at: number;
}
export type InvoiceView = InvoiceListedView & { data: InvoiceData };

/** Documents of a studio, or in the operator's scope of all; newest first. */
export class ListInvoices extends Query<{ data: InvoiceListedView[]; has_more: boolean; next_cursor: string | null }> {
  constructor(readonly filter: InvoiceFilter) { super(); }
}

@QueryHandler(ListInvoices)
export class ListInvoicesHandler implements IQueryHandler<ListInvoices> {
  constructor(private readonly invoices: InvoicesRepository) {}
  async execute({ filter }: ListInvoices) {
    const rows = await this.invoices.list({ ...filter, limit: filter.limit + 1 });
    const data = rows.slice(0, filter.limit).map(listed);
    const has_more = rows.length > filter.limit;
    return { data, has_more, next_cursor: has_more ? data.at(-1)!.id : null };
  }
}

/** Which document of which payout; `environment`: null where staff ask. */
export interface InvoiceOf {
  studioId: string;
  payoutId: string;
  kind: InvoiceKind;
  environment: 'sandbox' | 'live' | null;
}

/** The document of a payout. The scope is the studio's or the operator's. Throws `payouts.payout_not_found`, `payouts.invoice_not_issued`. */
export class GetInvoice extends Query<InvoiceView> {
  constructor(readonly of: InvoiceOf) { super(); }
}

@QueryHandler(GetInvoice)
export class GetInvoiceHandler implements IQueryHandler<GetInvoice> {
  constructor(private readonly invoices: InvoicesRepository, private readonly payouts: PayoutsRepository) {}
  async execute({ of: { studioId, payoutId, kind, environment } }: GetInvoice): Promise<InvoiceView> {
    const payout = await this.payouts.ofStudio(studioId, payoutId);
    if (!payout || (environment !== null && payout.environment !== environment)) throw new PayoutNotFound();
    const row = await this.invoices.ofPayout(studioId, payoutId, kind);
    if (!row) throw new InvoiceNotIssued((await this.invoices.missing(studioId, payoutId, kind))?.missing ?? null);
    return { ...listed(row), data: row.data };
  }
}

export interface InvoiceFile { pdf: Buffer; number: string; sha256: string }

class GetInvoiceFile extends Query<{ pdf: Buffer; sha256: string } | null> {
  constructor(readonly studioId: string, readonly id: string) { super(); }
}

@QueryHandler(GetInvoiceFile)
export class GetInvoiceFileHandler implements IQueryHandler<GetInvoiceFile> {
  constructor(private readonly invoices: InvoicesRepository) {}
  execute({ studioId, id }: GetInvoiceFile): Promise<{ pdf: Buffer; sha256: string } | null> {
    return this.invoices.file(studioId, id);
  }
}

class KeepInvoiceFile extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly id: string, readonly pdf: Buffer) { super(); }
}

@CommandHandler(KeepInvoiceFile)
export class KeepInvoiceFileHandler implements ICommandHandler<KeepInvoiceFile> {
  constructor(private readonly invoices: InvoicesRepository, private readonly clock: Clock) {}
  execute({ studioId, id, pdf }: KeepInvoiceFile): Promise<void> {
    return this.invoices.keepFile(studioId, id, pdf, this.clock.now());
  }
}

/** The PDF: drawn when it is asked for first, the same to the byte from then on. Throws as `GetInvoice`. */
export class OpenInvoiceFile extends Call<InvoiceFile> {
  constructor(readonly of: InvoiceOf) { super(); }
}

/** Drawn outside of any transaction, kept by one, and read again: whoever asks gets the bytes that were kept. */
@QueryHandler(OpenInvoiceFile)
export class OpenInvoiceFileHandler implements IQueryHandler<OpenInvoiceFile> {
  constructor(private readonly queries: Queries, private readonly commands: Commands, private readonly caller: CallScope) {}
  async execute({ of }: OpenInvoiceFile): Promise<InvoiceFile> {
    const scope = this.caller.current;
    const { id, number, studio_id, data } = await this.queries.ask(new GetInvoice(of), scope);
    let kept = await this.queries.ask(new GetInvoiceFile(studio_id, id), scope);
    if (!kept) {
      await this.commands.execute(new KeepInvoiceFile(studio_id, id, await invoicePdf(data)), scope);
      kept = (await this.queries.ask(new GetInvoiceFile(studio_id, id), scope))!;
    }
    return { ...kept, number };
  }
}

export interface WantedView { studio_id: string; payout_id: string; kind: InvoiceKind; wanted_at: number; missing: string | null; tried_at: number | null }

/** What is not issued yet, of all studios; oldest payouts first, behind one. In the operator's scope. */
export class ListWaitingInvoices extends Query<WantedView[]> {
  constructor(readonly after: string | null, readonly limit: number) { super(); }
}

@QueryHandler(ListWaitingInvoices)
export class ListWaitingInvoicesHandler implements IQueryHandler<ListWaitingInvoices> {
  constructor(private readonly invoices: InvoicesRepository) {}
  async execute({ after, limit }: ListWaitingInvoices): Promise<WantedView[]> {
    return (await this.invoices.waiting(after, limit)).map(({ wanted_at, tried_at, ...row }) => ({ ...row, wanted_at: unixSeconds(wanted_at), tried_at: unixSecondsOrNull(tried_at) }));
  }
}

/** How a studio's invoices are written from now on; those that there are stay. In the operator's scope. Throws `payouts.invoice_terms_incomplete`. */
export class SetInvoiceTerms extends Command<void> {
  static readonly context = 'money/payouts';
  constructor(readonly studioId: string, readonly terms: Pick<InvoiceTermsRow, 'language' | 'vat' | 'rate' | 'law' | 'reason'>) { super(); }
}

@CommandHandler(SetInvoiceTerms)
export class SetInvoiceTermsHandler implements ICommandHandler<SetInvoiceTerms> {
  constructor(private readonly invoices: InvoicesRepository, private readonly clock: Clock) {}
  async execute({ studioId, terms }: SetInvoiceTerms): Promise<void> {
    if ((terms.vat === 'charged') !== (terms.rate !== null)) throw new InvoiceTermsIncomplete('rate', 'is told of `charged`, and of nothing else');
    if (terms.vat !== 'derived' && terms.vat !== 'charged' && terms.law === null) throw new InvoiceTermsIncomplete('law', `is told of \`${terms.vat}\`: the invoice says on what it rests`);
    await this.invoices.setTerms(studioId, { ...terms, set_by: currentScope().actor.id, set_at: this.clock.now() });
  }
}

/** Newest first; none where nobody has said anything, and then what follows from the two countries counts. */
export class ListInvoiceTerms extends Query<(Omit<InvoiceTermsRow, 'set_at'> & { set_at: number })[]> {
  constructor(readonly studioId: string) { super(); }
}

@QueryHandler(ListInvoiceTerms)
export class ListInvoiceTermsHandler implements IQueryHandler<ListInvoiceTerms> {
  constructor(private readonly invoices: InvoicesRepository) {}
  async execute({ studioId }: ListInvoiceTerms) {
    return (await this.invoices.terms(studioId)).map(({ set_at, ...row }) => ({ ...row, set_at: unixSeconds(set_at) }));
  }
}

function listed({ id, kind, number, studio_id, environment, payout_id, original_id, legal_entity_id, currency, net_minor, tax_minor, total_minor, issued_at }: InvoiceRow): InvoiceListedView {
  return {
    id, kind, number, studio_id, environment, payout_id, original_id, legal_entity: legal_entity_id, currency, net_minor: minorToNumber(net_minor), tax_minor: minorToNumber(tax_minor), total_minor: minorToNumber(total_minor), issued_at: unixSeconds(issued_at),
  };
}
