import { Injectable, Logger } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PostStudioMoves } from '#money/ledger/commands';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Database } from '#platform/database/database';
import { GAMES_MAX, Housekeeps, type Chore } from '#platform/housekeeping/chores';
import { HandlesJob, type Job, type JobHandler } from '#platform/jobs/jobs';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { minorToNumber } from '#platform/kernel/money';
import { systemScope, type Scope } from '#platform/kernel/scope';
import { GetGame, GetStudioName, ListGames } from '#studio/games/queries';
import { GetPayee, GetPayingEntity } from '../contracts/queries.js';
import type { InvoiceKind, InvoiceLack } from '../contracts/words.js';
import { creditOf, draftOf, invoiceNumber, type InvoiceDraft } from '../domain/invoice.js';
import { scopeStudio } from '../infra/books.repository.js';
import { InvoicesRepository, type WantedRow } from '../infra/invoices.repository.js';
import type { PayoutRow } from '../infra/payout-rows.js';
import { PayoutsRepository, type Share } from '../infra/payouts.repository.js';
import { exchangeView } from './payouts.js';

export const INVOICE_JOB = 'payouts.invoice';
/** What waits at one game and is tried in one go. */
const WANTED_MAX = 100;

/** Answers what is missing; null where it is issued, by this one or by another before, or where there is nothing to issue. */
class IssueInvoice extends Command<{ missing: InvoiceLack | null }> {
  static readonly context = 'money/payouts';
  constructor(readonly payoutId: string, readonly kind: InvoiceKind) { super(); }
}

/**
 * Issues a document of a payout with all that is said of both sides at that moment, in one transaction. Its number is taken last: what fails before took none, and what fails after is rolled back with it. Whoever comes second
 * waits for the first and finds that nothing is wanted any more.
 */
@CommandHandler(IssueInvoice)
export class IssueInvoiceHandler implements ICommandHandler<IssueInvoice> {
  constructor(private readonly invoices: InvoicesRepository, private readonly payouts: PayoutsRepository, private readonly queries: Queries, private readonly clock: Clock) {}

  async execute({ payoutId, kind }: IssueInvoice): Promise<{ missing: InvoiceLack | null }> {
    if (!(await this.invoices.hold(payoutId, kind))) return { missing: null };
    const payout = await this.payouts.find(payoutId);
    invariant(payout, `An invoice is wanted of ${payoutId}, which there is not`);
    const draft = kind === 'invoice' ? await this.invoice(payout) : await this.credit(payout);
    if (draft === null) {
      await this.invoices.drop(payoutId, kind);
      return { missing: null };
    }
    if (typeof draft === 'string') {
      await this.invoices.lacks(payoutId, kind, draft, this.clock.now());
      return { missing: draft };
    }
    await this.finalise(payout, draft);
    return { missing: null };
  }

  /** Null where all of it was fees that came back: the studio has supplied nothing. */
  private async invoice(payout: PayoutRow): Promise<InvoiceDraft | InvoiceLack | null> {
    if (payout.amount_minor + (payout.set_off_minor ?? 0n) <= 0n) return null;
    const studioId = scopeStudio();
    const names = new Map((await this.queries.ask(new ListGames())).map(({ id, name }) => [id, name]));
    const shares = (await this.payouts.shares(payout.id)).map(({ game, amount_minor }) => ({ game_id: game, name: names.get(game) ?? game, amount_minor }));
    const [terms] = await this.invoices.terms(studioId);
    return draftOf(
      { id: payout.id, environment: payout.environment, period: payout.period, currency: payout.currency, amount_minor: payout.amount_minor, set_off_minor: payout.set_off_minor ?? 0n, exchange: exchangeView(payout), shares },
      { entity: await this.queries.ask(new GetPayingEntity()), payee: await this.queries.ask(new GetPayee(studioId)), studio_name: (await this.queries.ask(new GetStudioName())) ?? '' }, terms ?? null);
  }

  /** Null where there is nothing to take back: the payout had ended before there were invoices. Whether one is wanted is asked first, since it is there from the moment on in which it is not wanted any more. */
  private async credit(payout: PayoutRow): Promise<InvoiceDraft | InvoiceLack | null> {
    const isWanted = (await this.invoices.missing(scopeStudio(), payout.id, 'invoice')) !== undefined;
    const original = await this.invoices.ofPayout(scopeStudio(), payout.id, 'invoice');
    if (original) return creditOf(original.data, original.id, payout.return_reason ?? '');
    return isWanted ? 'invoice' : null;
  }

  private async finalise(payout: PayoutRow, draft: InvoiceDraft): Promise<void> {
    const now = this.clock.now();
    const { environment } = payout;
    const { id: entity, number_prefix } = draft.customer;
    const year = now.getUTCFullYear();
    const taken = await this.invoices.takeNumber(entity, environment, year, now);
    const number = invoiceNumber(number_prefix, scopeStudio(), environment, year, taken.number);
    const row = {
      id: newId('pin'), kind: draft.kind, environment, payout_id: payout.id, runs_at: payout.runs_at, original_id: draft.original?.invoice_id ?? null, legal_entity_id: entity, series_year: year, series_number: taken.number, number,
      currency: draft.currency, net_minor: BigInt(draft.net_minor), tax_minor: BigInt(draft.tax_minor), total_minor: BigInt(draft.total_minor), issued_at: taken.issued_at,
    };
    await this.invoices.add(row, { ...draft, number, issued_at: unixSeconds(taken.issued_at) });
  }
}

class ListWanted extends Query<WantedRow[]> {
  constructor(readonly game: string) { super(); }
}

@QueryHandler(ListWanted)
export class ListWantedHandler implements IQueryHandler<ListWanted> {
  constructor(private readonly invoices: InvoicesRepository) {}
  execute({ game }: ListWanted): Promise<WantedRow[]> {
    return this.invoices.wanted(game, WANTED_MAX);
  }
}

class GetReturn extends Query<{ payout: PayoutRow; shares: Share[] } | null> {
  constructor(readonly payoutId: string) { super(); }
}

/** What a payout that came back had taken out of which books; null while it has not come back. */
@QueryHandler(GetReturn)
export class GetReturnHandler implements IQueryHandler<GetReturn> {
  constructor(private readonly payouts: PayoutsRepository) {}
  async execute({ payoutId }: GetReturn): Promise<{ payout: PayoutRow; shares: Share[] } | null> {
    const payout = await this.payouts.find(payoutId);
    return payout && payout.returned_at !== null ? { payout, shares: await this.payouts.shares(payoutId) } : null;
  }
}

/** Issues what is wanted of the payouts that run at a game: asked for at once by a job, and every hour by the worker, so that what lacked something gets it. A game is done by several at once without harm. */
@Injectable()
@HandlesJob(INVOICE_JOB)
@Housekeeps(INVOICE_JOB)
export class IssueInvoices implements Chore, JobHandler<{ game_id: string }> {
  private readonly logger = new Logger('Payouts');

  constructor(private readonly database: Database, private readonly commands: Commands, private readonly queries: Queries) {}

  async run({ payload }: Job<{ game_id: string }>): Promise<void> {
    await this.step(payload.game_id);
  }

  async due(after: string): Promise<string[]> {
    const rows = await this.database.asDispatcher<{ runs_at: string }>(`SELECT DISTINCT runs_at FROM payouts.invoice_wanted WHERE runs_at > $1 ORDER BY runs_at LIMIT ${GAMES_MAX}`, [after]);
    return rows.map(({ runs_at }) => runs_at);
  }

  /** Answers how many were issued: what lacks something is left for the next hour. */
  async step(gameId: string): Promise<number> {
    const alone = systemScope(gameId, INVOICE_JOB);
    const { studio_id } = await this.queries.ask(new GetGame(), alone);
    const scope = { ...alone, studioId: studio_id };
    const wanted = await this.queries.ask(new ListWanted(gameId), scope);
    const lacks = new Set<InvoiceLack>();
    const failed: unknown[] = [];
    for (const { payout_id, kind } of wanted) {
      // What fails for one keeps no other from its turn.
      try {
        if (kind === 'credit_note') await this.giveBack(payout_id, scope);
        const { missing } = await this.commands.execute(new IssueInvoice(payout_id, kind), scope);
        if (missing) lacks.add(missing);
      } catch (error) {
        failed.push(error);
      }
    }
    if (lacks.size > 0) this.logger.error({ msg: 'ALARM: invoices of payouts wait', studio_id, reason: [...lacks].join(' '), count: wanted.length });
    if (failed.length > 0) throw failed[0];
    return lacks.size > 0 ? 0 : wanted.length;
  }

  /** What came back is owed again, in the books of each game, before a paper says so. Booked once, however often it is asked for. */
  private async giveBack(payoutId: string, scope: Scope & { studioId: string }): Promise<void> {
    const found = await this.queries.ask(new GetReturn(payoutId), scope);
    if (!found) return;
    const { payout: { currency, provider }, shares } = found;
    for (const { game, amount_minor } of shares) {
      await this.commands.execute(new PostStudioMoves({ studio_id: scope.studioId, moves: [{ kind: 'payout_returned', about: payoutId, currency, amount_minor: minorToNumber(amount_minor), provider }] }), { ...scope, gameId: game });
    }
  }
}
