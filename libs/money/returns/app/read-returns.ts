import { Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Queries } from '#platform/cqrs/doors';
import { dayOf } from '#platform/kernel/calendar-date';
import { Clock } from '#platform/kernel/clock';
import { Query } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { TaxReturnNotFound } from '../contracts/errors.js';
import { csvOf } from '../domain/csv.js';
import { formOf, ownForm, type ReturnForm } from '../domain/forms.js';
import { obligationsOf } from '../domain/obligations.js';
import { periodOf, stateOf, type Period, type ReturnState } from '../domain/periods.js';
import { ratesNeeded, rowsOf, taxToPay, totalsOf, type NeededRate, type ReturnRow, type ToldRate } from '../domain/return-rows.js';
import { ReturnsRepository, type FiledSum, type ReturnHead } from '../infra/returns.repository.js';
import { Gather } from './gather.js';

export interface ListedReturn extends ReturnHead {
  state: ReturnState;
}

/** A return with its rows, as it stands or as it was filed. */
export interface ReturnView extends ListedReturn {
  title: string;
  rate_rule: string;
  sources: readonly string[];
  rows: ReturnRow[];
  totals: ReturnType<typeof totalsOf>;
  rates: ToldRate[];
  rates_missing: NeededRate[];
  /** In the currency of the form; null while a rate is missing. */
  tax_minor: bigint | null;
  untold_entries: number;
}

/** As JSON keeps it: amounts as text. */
export type Snapshot = Omit<ReturnView, keyof ReturnHead | 'state'>;

export class FindReturn extends Query<(ReturnHead & { snapshot: object | null }) | null> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(FindReturn)
export class FindReturnHandler implements IQueryHandler<FindReturn> {
  constructor(private readonly returns: ReturnsRepository) {}
  async execute({ id }: FindReturn) {
    return (await this.returns.find(id)) ?? null;
  }
}

export class GetRates extends Query<ToldRate[]> {
  constructor(readonly head: ReturnHead) { super(); }
}

@QueryHandler(GetRates)
export class GetRatesHandler implements IQueryHandler<GetRates> {
  constructor(private readonly returns: ReturnsRepository) {}
  execute({ head }: GetRates): Promise<ToldRate[]> {
    return this.returns.rates(head);
  }
}

export class ListReturns extends Query<{ data: ListedReturn[]; has_more: boolean }> {
  constructor(readonly wish: { state?: ReturnState; form?: string; entity?: string; starting_after?: string; limit: number }) { super(); }
}

@QueryHandler(ListReturns)
export class ListReturnsHandler implements IQueryHandler<ListReturns> {
  constructor(private readonly returns: ReturnsRepository, private readonly clock: Clock) {}
  async execute({ wish }: ListReturns) {
    const today = dayOf(this.clock.now());
    const found = await this.returns.list({ ...wish, limit: wish.limit + 1 }, today);
    return { data: found.slice(0, wish.limit).map((head) => ({ ...head, state: stateOf({ ...head, is_filed: head.filed_at !== null }, today) })), has_more: found.length > wish.limit };
  }
}

export const periodOfReturn = (head: ReturnHead, form: ReturnForm): Period => periodOf(head.first_day.slice(0, 7), form.months);

/** Makes a return out of the books of all live games; outside of a transaction, game by game. */
@Injectable()
export class ReadReturn {
  constructor(private readonly queries: Queries, private readonly gather: Gather, private readonly clock: Clock) {}

  async head(id: string, scope: Scope): Promise<ReturnHead & { snapshot: object | null }> {
    const head = await this.queries.ask(new FindReturn(id), scope);
    if (!head) throw new TaxReturnNotFound();
    return head;
  }

  /** What was filed is told as it was filed. */
  async view(id: string, scope: Scope): Promise<ReturnView> {
    const { snapshot, ...head } = await this.head(id, scope);
    if (snapshot === null) return (await this.asItStands(head, scope)).view;
    return { ...head, state: 'filed', ...revived(snapshot) };
  }

  async csv(id: string, scope: Scope): Promise<string> {
    const view = await this.view(id, scope);
    return csvOf(view, view.rows);
  }

  async asItStands(head: ReturnHead, scope: Scope): Promise<{ view: ReturnView; sums: FiledSum[] }> {
    const form = await this.form(head, scope);
    const period = periodOfReturn(head, form);
    const { totals, sums, untold } = await this.gather.of(head, scope);
    const rates = await this.queries.ask(new GetRates(head), scope);
    const rows = rowsOf(form, period, totals, rates);
    const needed = ratesNeeded(form, period, rows);
    const isTold = ({ currency, of_period }: NeededRate) => (rate: ToldRate): boolean => rate.currency === currency && rate.of_period === of_period;
    return {
      sums,
      view: {
        ...head, state: stateOf({ ...head, is_filed: head.filed_at !== null }, dayOf(this.clock.now())), title: form.title, rate_rule: form.rate_rule, sources: form.sources, rows, totals: totalsOf(rows),
        rates: rates.filter((rate) => needed.some((each) => isTold(each)(rate))), rates_missing: needed.filter((each) => !rates.some(isTold(each))), tax_minor: taxToPay(rows), untold_entries: untold,
      },
    };
  }

  /** Its form, by the registrations; a form whose registration is gone for good keeps its words by its id. */
  async form(head: ReturnHead, scope: Scope): Promise<ReturnForm> {
    const { registrations, currencyOf } = await this.gather.registered(scope);
    const found = obligationsOf(registrations, currencyOf).find(({ entity, form }) => entity === head.entity && form.id === head.form);
    if (found) return found.form;
    return ownForm(head.form) ?? { ...formOf(head.form, '', head.currency), id: head.form };
  }
}

const AMOUNTS = /^(taxable_minor|tax_minor|filed_taxable_minor|filed_tax_minor)$/;

export function kept(view: ReturnView): object {
  const { title, rate_rule, sources, rows, totals, rates, rates_missing, tax_minor, untold_entries } = view;
  return JSON.parse(JSON.stringify({ title, rate_rule, sources, rows, totals, rates, rates_missing, tax_minor, untold_entries }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))) as object;
}

function revived(snapshot: object): Snapshot {
  return JSON.parse(JSON.stringify(snapshot), (key, value: unknown) => (AMOUNTS.test(key) && typeof value === 'string' ? BigInt(value) : value)) as Snapshot;
}
