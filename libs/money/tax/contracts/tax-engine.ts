import type { CurrencyCode } from '#platform/kernel/currency';
import { Call } from '#platform/kernel/messages';
import type { Scope } from '#platform/kernel/scope';
import { EngineAnswerMissing } from './errors.js';
import type { CustomerType, TaxItemType } from './queries.js';
import type { Filer } from './tax-change-kinds.js';

/** What the outside engine is asked about a sale. The same sale on the same day is the same question. Amounts in minor units. */
export interface EngineQuestion {
  environment: 'live' | 'sandbox';
  /** Who sells, as the books call it. */
  legal_entity: string;
  /** `YYYY-MM-DD`. */
  date: string;
  currency: CurrencyCode;
  prices_include_tax: boolean;
  customer: { type: CustomerType; tax_id: string | null };
  place: { country: string; region: string | null; postcode: string | null };
  lines: { line_id: string; amount: number; category: TaxItemType }[];
}

/** By what the tax of a sale was computed where an outside engine is used; kept with the order. `filed_by`: who files the return of it. `quote_id` (`teq_…`) is the record of what the engine was asked and said. */
export interface EngineBasis {
  basis: 'engine' | 'own_rates';
  quote_id: string;
  legal_entity: string;
  filed_by: Filer;
}

/** Asks the outside engine and keeps what it says, or that it says nothing, so that quotes know it. Never throws for an engine that does not answer. */
export class AskTaxEngine extends Call<{ outcome: 'answered' | 'refused' | 'unknown' }> {
  constructor(readonly question: EngineQuestion) {
    super();
  }
}

/** A sale is quoted twice at most within one command: what is paid, and what would be without discounts. */
const QUESTIONS_MAX = 2;

/**
 * Runs a command that quotes the tax of a sale. Where its quote needs the answer of an outside engine, the command is taken back, the engine is asked outside of every transaction, and the command runs again, and finds the
 * answer. Nothing is asked where no engine is used. The one way to quote a sale by an engine: question and quote come from the same code.
 */
export async function withTaxEngine<R>(calls: { ask(call: AskTaxEngine, scope: Scope): Promise<unknown> }, scope: Scope, run: () => Promise<R>): Promise<R> {
  for (let asked = 0; ; asked++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof EngineAnswerMissing) || asked === QUESTIONS_MAX) throw error;
      await calls.ask(new AskTaxEngine(error.question), scope);
    }
  }
}
