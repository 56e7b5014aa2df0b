import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Queries } from '#platform/cqrs/doors';
import { Jobs } from '#platform/jobs/jobs';
import { Clock, fromUnixSeconds, unixSeconds } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import { newId } from '#platform/kernel/ids';
import { Metrics } from '#platform/metrics/metrics';
import type { OrderPaidFact } from '#sales/orders/events';
import { GetSales } from '#sales/orders/queries';
import { GetGame, type GameView } from '#studio/games/queries';
import { retainUntil } from '../domain/document-rules.js';
import { documentNumber, entityFor, type LegalEntity, type SeriesKind } from '../domain/legal-entity.js';
import { planOf, type Planned } from '../domain/plan.js';
import { causeOf, type Wanted } from '../domain/wanted.js';
import { DocumentsRepository, type DocumentRow, type NewDocument } from '../infra/documents.repository.js';
import { DocumentWriter } from './document-writer.js';

export const HELD_JOB = 'receipts.issue-held';
/** How long what nobody can issue waits for the next try. */
export const HELD_SECONDS = 60;

export interface Draft extends Planned {
  id: string;
  entity: LegalEntity;
  sale: OrderPaidFact;
  kind: SeriesKind;
  number: string;
  series_number: number;
  issued_at: Date;
}

/**
 * Issues the documents of a batch of facts in the open transaction, which is never that of a purchase. Numbers are taken last and together, by one statement: what fails before it took none, and what fails after it is
 * rolled back with them, so no number is ever left out.
 */
@Injectable()
export class DocumentIssuer {
  private readonly logger = new Logger('Receipts');
  private readonly issued = this.metrics.counter('hubcraft_documents_issued_total', 'Receipts, invoices and credit notes that got their number, by series.', ['kind']);

  constructor(
    private readonly documents: DocumentsRepository,
    private readonly writer: DocumentWriter,
    private readonly queries: Queries,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  /** Answers what could not be issued, because nobody is said to sell there: it is kept and tried again. */
  async issue(wanted: readonly Wanted[]): Promise<{ held: Wanted[] }> {
    if (wanted.length === 0) return { held: [] };
    const orderIds = [...new Set(wanted.map(({ order_id }) => order_id))];
    // Of a receipt alone there is one whoever comes first; who is second fails by its key and is told again.
    if (wanted.some(({ series_kind }) => series_kind === 'credit')) await this.documents.lockOrders(orderIds);
    const standing = await this.documents.ofOrders(orderIds);
    const sales = new Map((await this.queries.ask(new GetSales(orderIds))).map((sale) => [sale.order_id, sale]));
    const game = await this.queries.ask(new GetGame());
    const entities = await this.documents.entities();
    const drafts: Draft[] = [];
    const held: Wanted[] = [];
    for (const orderId of orderIds) {
      const sale = sales.get(orderId);
      invariant(sale, `A document is wanted of the order ${orderId}, which nobody has paid`);
      const asked = wanted.filter(({ order_id }) => order_id === orderId);
      const known = standing.filter(({ order_id }) => order_id === orderId);
      // Who has issued the receipt corrects it, whoever sells there today.
      const issuer = known[0] ? entities.find(({ id }) => id === known[0]!.legal_entity_id) ?? null : entityFor(entities, sale.country, this.config.isProduction);
      if (!issuer) held.push(...asked);
      else drafts.push(...this.planned(sale, known, asked).map((each) => ({ ...each, id: newId('inv'), entity: issuer, sale, kind: each.wanted.series_kind, number: '', series_number: 0, issued_at: this.clock.now() })));
    }
    if (held.length > 0) await this.hold(held);
    if (drafts.length > 0) await this.finalise(drafts, standing, game);
    return { held };
  }

  private planned(sale: OrderPaidFact, known: DocumentRow[], asked: Wanted[]): Planned[] {
    const { planned, misfits } = planOf(sale, known.map(({ id, order_id, series_kind, cause_id, data }) => ({ id, order_id, series_kind, cause_id, figures: data })), asked);
    for (const { order_id, cause_id } of misfits) this.logger.error({ msg: 'ALARM: more was to be credited than is left of a sale', order_id, cause_id });
    return planned;
  }

  private async hold(held: Wanted[]): Promise<void> {
    await this.documents.hold(held, this.clock.now());
    await this.jobs.schedule({ type: HELD_JOB, key: 'game', payload: {}, inSeconds: HELD_SECONDS });
  }

  private async finalise(drafts: Draft[], standing: DocumentRow[], game: GameView): Promise<void> {
    const now = this.clock.now();
    const year = now.getUTCFullYear();
    const material = await this.writer.gather(drafts);
    await this.number(drafts, game.environment, year, now);
    const written = drafts.map((draft): NewDocument => {
      const first = standing.find(({ order_id, series_kind }) => order_id === draft.sale.order_id && series_kind === 'sale');
      const sale = drafts.find((each) => each.sale.order_id === draft.sale.order_id && each.kind === 'sale');
      const original = first ? { document_id: first.id, number: first.number, issued_at: unixSeconds(first.issued_at) } : { document_id: sale!.id, number: sale!.number, issued_at: unixSeconds(sale!.issued_at) };
      const data = this.writer.write(draft, material, game, draft.kind === 'credit' ? original : null);
      return {
        id: draft.id, kind: data.kind, order_id: draft.sale.order_id, cause_id: causeOf(draft.wanted), original_id: draft.kind === 'credit' ? original.document_id : null, legal_entity_id: draft.entity.id,
        series_kind: draft.kind, series_year: year, series_number: draft.series_number, number: draft.number, country: draft.sale.country, currency: draft.sale.currency,
        net_minor: draft.figures.net_minor, tax_minor: draft.figures.tax_minor, total_minor: draft.figures.total_minor, data, issued_at: draft.issued_at.toISOString(),
        supplied_at: fromUnixSeconds(draft.sale.paid_at).toISOString(), retain_until: retainUntil(draft.sale.country, draft.issued_at),
      };
    });
    await this.documents.add(game.environment, written);
    for (const { kind } of drafts) this.issued.inc({ kind });
  }

  /** In the order of the facts. */
  private async number(drafts: Draft[], environment: GameView['environment'], year: number, now: Date): Promise<void> {
    const series = new Map<string, Draft[]>();
    for (const draft of drafts) series.set(`${draft.kind} ${draft.entity.id}`, [...(series.get(`${draft.kind} ${draft.entity.id}`) ?? []), draft]);
    const given = await this.documents.takeNumbers(environment, year, [...series.values()].map((own) => ({ legal_entity_id: own[0]!.entity.id, kind: own[0]!.kind, count: own.length })), now);
    for (const { legal_entity_id, kind, last_number, last_issued_at } of given) {
      const own = series.get(`${kind} ${legal_entity_id}`)!;
      own.forEach((draft, index) => {
        const number = last_number - BigInt(own.length - 1 - index);
        Object.assign(draft, { series_number: Number(number), number: documentNumber(draft.entity.number_prefix, environment, kind, year, number), issued_at: last_issued_at });
      });
    }
  }
}
