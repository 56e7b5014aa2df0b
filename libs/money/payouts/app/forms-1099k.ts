import { Injectable } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetUsdValue } from '#money/fx/queries';
import { ListGamesWithBooks, ListGrossSales, type GrossSales } from '#money/ledger/queries';
import { Commands, Queries } from '#platform/cqrs/doors';
import { currentScope } from '#platform/database/store';
import { Clock, unixSeconds } from '#platform/kernel/clock';
import { parseCurrency } from '#platform/kernel/currency';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { OPERATOR, systemScope, type Scope } from '#platform/kernel/scope';
import { GetGame } from '#studio/games/queries';
import { FilerNotFound, FormNotFound, YearNotStarted } from '../contracts/errors.js';
import { GetFiler, GetTaxpayer, type Filer, type Taxpayer } from '../contracts/queries.js';
import { formCsv, formRows, type FormExport, type SoldDay } from '../domain/form-1099k.js';
import { Forms1099kRepository, type FormRecord } from '../infra/forms-1099k.repository.js';

/** At most so many thousands of games. */
const PAGES_MAX = 100;
const CAUSE = 'payouts.forms_1099k';

export type FormView = Omit<FormRecord, 'made_at'> & { made_at: number };

/** Values sums of days in US dollars by the rate of the day, in one transaction. */
class ValueSales extends Query<(bigint | null)[]> {
  constructor(readonly sums: readonly { currency: string; day: string; minor: bigint }[]) { super(); }
}

@QueryHandler(ValueSales)
export class ValueSalesHandler implements IQueryHandler<ValueSales> {
  constructor(private readonly queries: Queries) {}
  async execute({ sums }: ValueSales): Promise<(bigint | null)[]> {
    const values: (bigint | null)[] = [];
    for (const { currency, day, minor } of sums) values.push((await this.queries.ask(new GetUsdValue({ minor, currency: parseCurrency(currency), date: day })))?.minor ?? null);
    return values;
  }
}

class KeepForm extends Command<{ id: string }> {
  static readonly context = 'money/payouts';
  constructor(readonly filer: Filer, readonly year: number, readonly sold: readonly SoldDay[], readonly taxpayers: ReadonlyMap<string, Taxpayer>) { super(); }
}

/** Holds it against the one before of that year: of two at once the second is held against the first. */
@CommandHandler(KeepForm)
export class KeepFormHandler implements ICommandHandler<KeepForm> {
  constructor(private readonly forms: Forms1099kRepository, private readonly clock: Clock) {}
  async execute({ filer, year, sold, taxpayers }: KeepForm): Promise<{ id: string }> {
    const before = await this.forms.newest(filer.id, year);
    const rows = formRows(year, sold, taxpayers, before?.data.rows ?? null);
    const count = (of: string): number => rows.filter(({ status, change }) => status === of && change !== 'gone').length;
    const id = newId('pfk');
    await this.forms.add({
      id, legal_entity: filer.id, year, version: (before?.version ?? 0) + 1, reportable: count('reportable'), below_threshold: count('below_threshold'), missing: count('missing'),
      changed: rows.filter(({ change }) => change === 'changed' || change === 'new' || change === 'gone').length, made_by: currentScope().actor.id, made_at: this.clock.now(),
    }, { filer, year, rows });
    return { id };
  }
}

export class ListForms extends Query<FormView[]> {
  constructor(readonly limit: number, readonly before: string | null) { super(); }
}

@QueryHandler(ListForms)
export class ListFormsHandler implements IQueryHandler<ListForms> {
  constructor(private readonly forms: Forms1099kRepository) {}
  async execute({ limit, before }: ListForms): Promise<FormView[]> {
    return (await this.forms.list(limit, before)).map(viewOf);
  }
}

/** With all that it says. Throws `payouts.form_not_found`. */
export class GetForm extends Query<FormView & { data: FormExport }> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetForm)
export class GetFormHandler implements IQueryHandler<GetForm> {
  constructor(private readonly forms: Forms1099kRepository) {}
  async execute({ id }: GetForm): Promise<FormView & { data: FormExport }> {
    const found = await this.forms.find(id);
    if (!found) throw new FormNotFound();
    const { data, ...record } = found;
    return { ...viewOf(record), data };
  }
}

/** As a file, with the numbers of the payees. Throws `payouts.form_not_found`. */
export class GetFormCsv extends Query<string> {
  constructor(readonly id: string) { super(); }
}

@QueryHandler(GetFormCsv)
export class GetFormCsvHandler implements IQueryHandler<GetFormCsv> {
  constructor(private readonly forms: Forms1099kRepository) {}
  async execute({ id }: GetFormCsv): Promise<string> {
    const found = await this.forms.find(id);
    if (!found) throw new FormNotFound();
    return formCsv(found.data);
  }
}

function viewOf({ made_at, ...record }: FormRecord): FormView {
  return { ...record, made_at: unixSeconds(made_at) };
}

/** Forms 1099-K of a year and a legal entity, out of the sales in its books. Each game is asked on its own, outside of any transaction. */
@Injectable()
export class MakeForms1099k {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  /** `scope` is the operator's. Answers the export's id. Throws `payouts.filer_not_found`, `payouts.year_not_started`. */
  async make(legalEntity: string, year: number, scope: Scope): Promise<string> {
    if (year > this.clock.now().getUTCFullYear()) throw new YearNotStarted(year);
    const filer = await this.queries.ask(new GetFiler(legalEntity), scope);
    if (!filer) throw new FilerNotFound();
    const sold = await this.valued(await this.sales(legalEntity, year), scope);
    const taxpayers = new Map<string, Taxpayer>();
    for (const studio of new Set(sold.map(({ studio_id }) => studio_id))) taxpayers.set(studio, await this.queries.ask(new GetTaxpayer(studio), scope));
    return (await this.commands.execute(new KeepForm(filer, year, sold, taxpayers), scope)).id;
  }

  /** By studio, day and currency: a sandbox sells nothing. */
  private async sales(legalEntity: string, year: number): Promise<Omit<SoldDay, 'usd_minor'>[]> {
    const sums = new Map<string, Omit<SoldDay, 'usd_minor'>>();
    let last = '';
    for (let page = 0; page < PAGES_MAX; page++) {
      const games = await this.queries.ask(new ListGamesWithBooks(last), systemScope(OPERATOR, CAUSE));
      for (const game of games) await this.ofGame(game, legalEntity, year, sums);
      if (games.length === 0) break;
      last = games.at(-1)!;
    }
    return [...sums.values()];
  }

  private async ofGame(game: string, legalEntity: string, year: number, sums: Map<string, Omit<SoldDay, 'usd_minor'>>): Promise<void> {
    const alone = systemScope(game, CAUSE);
    const { environment, studio_id } = await this.queries.ask(new GetGame(), alone);
    if (environment !== 'live') return;
    const days: GrossSales[] = await this.queries.ask(new ListGrossSales(legalEntity, `${year}-01-01`, `${year + 1}-01-01`), alone);
    for (const { currency, day, sales, gross_minor, tax_minor } of days) {
      const key = `${studio_id} ${day} ${currency}`;
      const known = sums.get(key);
      sums.set(key, { studio_id, day, currency, sales: (known?.sales ?? 0) + sales, gross_minor: (known?.gross_minor ?? 0n) + gross_minor - tax_minor });
    }
  }

  private async valued(sold: Omit<SoldDay, 'usd_minor'>[], scope: Scope): Promise<SoldDay[]> {
    const values = await this.queries.ask(new ValueSales(sold.map(({ currency, day, gross_minor }) => ({ currency, day, minor: gross_minor }))), scope);
    return sold.map((each, n) => ({ ...each, usd_minor: values[n]! }));
  }
}
