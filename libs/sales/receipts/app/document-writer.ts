import { Injectable } from '@nestjs/common';
import { Queries } from '#platform/cqrs/doors';
import { exponentOf, isCurrency, parseCurrency, type CurrencyCode } from '#platform/kernel/currency';
import { fromUnixSeconds, unixSeconds } from '#platform/kernel/clock';
import { minorToNumber, numberToMinor } from '#platform/kernel/money';
import { ConvertAmount } from '#money/fx/queries';
import { ListTerritories, taxNameIn } from '#money/tax/queries';
import { GetOrders, type OrderView } from '#sales/orders/queries';
import { GetPayments, paymentMethod, type PaymentView } from '#sales/payments/queries';
import type { GameView } from '#studio/games/queries';
import type { DocumentData } from '../contracts/queries.js';
import { composeDocument } from '../domain/compose.js';
import { kindOfSale, ruleOf } from '../domain/document-rules.js';
import type { Figures } from '../domain/figures.js';
import { documentLanguage } from '../domain/texts.js';
import type { Draft } from './document-issuer.js';

/** What documents say beside the figures of their sales, by order. */
export interface Gathered {
  orders: ReadonlyMap<string, OrderView>;
  payments: ReadonlyMap<string, PaymentView>;
  /** By the id of the draft. */
  converted: ReadonlyMap<string, DocumentData['in_tax_currency']>;
}

const dayOf = (seconds: number): string => fromUnixSeconds(seconds).toISOString().slice(0, 10);

@Injectable()
export class DocumentWriter {
  constructor(private readonly queries: Queries) {}

  async gather(drafts: readonly Draft[]): Promise<Gathered> {
    const orders = await this.queries.ask(new GetOrders([...new Set(drafts.map(({ sale }) => sale.order_id))]));
    const payments = await this.queries.ask(new GetPayments([...new Set(drafts.map(({ sale }) => sale.payment_id))]));
    const converted = new Map<string, DocumentData['in_tax_currency']>();
    const own = new Map((await this.queries.ask(new ListTerritories(dayOf(drafts[0]!.sale.paid_at)))).map(({ territory, default_currency }) => [territory, default_currency]));
    for (const { id, sale, figures } of drafts) {
      const currency = ruleOf(sale.country).taxInOwnCurrency ? own.get(sale.country) ?? null : null;
      converted.set(id, currency && isCurrency(currency) ? await this.inCurrency(figures, parseCurrency(sale.currency), currency, dayOf(sale.paid_at)) : null);
    }
    return { orders: new Map(orders.map((order) => [order.id, order])), payments: new Map(payments.map((payment) => [payment.id, payment])), converted };
  }

  /** Net and total are converted and the tax is their difference, so that the three add up. Null in the sale's own currency, and where no rate is known: nothing is guessed. */
  private async inCurrency(figures: Figures, from: CurrencyCode, to: CurrencyCode, date: string): Promise<DocumentData['in_tax_currency']> {
    if (from === to) return null;
    const net = await this.queries.ask(new ConvertAmount({ minor: numberToMinor(figures.net_minor), from, to, date }));
    const total = await this.queries.ask(new ConvertAmount({ minor: numberToMinor(figures.total_minor), from, to, date }));
    if (!net || !total) return null;
    return {
      currency: to, exponent: exponentOf(to), net_minor: minorToNumber(net.minor), tax_minor: minorToNumber(total.minor - net.minor), total_minor: minorToNumber(total.minor),
      rate: total.rate, rate_date: total.rate_date, source: total.source,
    };
  }

  write(draft: Draft, { orders, payments, converted }: Gathered, game: GameView, original: DocumentData['original']): DocumentData {
    const { sale } = draft;
    const language = documentLanguage(sale.locale, game.default_locale);
    const order = orders.get(sale.order_id);
    const business = order?.business ?? null;
    return composeDocument({
      wanted: draft.wanted, kind: draft.kind === 'credit' ? 'credit_note' : kindOfSale(sale.tax.outcome, business !== null), figures: draft.figures, sale, lines: order?.lines ?? [], business, payment: named(payments.get(sale.payment_id)),
      game: { name: game.name, is_test: game.environment === 'sandbox' }, entity: draft.entity, language, number: draft.number, issued_at: unixSeconds(draft.issued_at), original,
      in_tax_currency: converted.get(draft.id) ?? null, taxName: (name) => taxNameIn(name, language),
    });
  }
}

/** With the name of its method, as the method's owner writes it. */
function named(payment: PaymentView | undefined): (PaymentView & { method_name: string | undefined }) | undefined {
  return payment && { ...payment, method_name: paymentMethod(payment.method)?.name };
}
