import { exponentOf, formatMoney, parseCurrency } from '#platform/kernel/currency';
import type { CheckoutAmounts, CheckoutLine, ShownAmount } from '../contracts/queries.js';

interface Shown {
  currency: string;
  listed_before_discount_minor: number;
  listed_minor: number;
  amount_minor: number;
  tax_refusal_code: string | null;
  tax: { outcome: string; price_display: 'inclusive' | 'exclusive'; tax_minor: number; components: { name: string; rate: string; tax_minor: number }[] } | null;
  lines: readonly {
    item_id: string; sku: string; name: string; description: string | null; image_url: string | null; quantity: number; discount_percent: number; unit_minor: number;
    total_before_discount_minor: number; total_minor: number;
    grants: readonly { sku: string; name: string; quantity: number; image_url: string | null; source: string; is_system: boolean }[];
  }[];
}

/** Where nothing can be sold, no price is shown. `taxName` calls a tax as the page's language does. */
export function amountsOf(order: Shown, locale: string, taxName: (name: string) => string): CheckoutAmounts | null {
  if (order.tax_refusal_code !== null) return null;
  const shown = shower(order.currency, locale);
  return {
    currency: order.currency, exponent: exponentOf(parseCurrency(order.currency)), before_discount: shown(order.listed_before_discount_minor), subtotal: shown(order.listed_minor),
    discount: shown(order.listed_before_discount_minor - order.listed_minor), tax: order.tax && shown(order.tax.tax_minor), total: shown(order.amount_minor),
    price_display: order.tax?.price_display ?? null, is_reverse_charge: order.tax?.outcome === 'reverse_charge',
    tax_lines: (order.tax?.components ?? []).map(({ name, rate, tax_minor }) => ({ name: taxName(name), rate, amount: shown(tax_minor) })),
  };
}

export function linesOf(order: Shown, locale: string): CheckoutLine[] {
  const shown = order.tax_refusal_code === null ? shower(order.currency, locale) : () => null;
  return order.lines.map((line) => ({
    sku: line.sku, name: line.name, description: line.description, image_url: line.image_url, quantity: line.quantity, discount_percent: line.discount_percent,
    unit: shown(line.unit_minor), total_before_discount: shown(line.total_before_discount_minor), total: shown(line.total_minor),
    grants: line.grants.filter((grant) => !grant.is_system).map(({ sku, name, quantity, image_url, source }) => ({ sku, name, quantity, image_url, is_bonus: source === 'bonus' })),
  }));
}

function shower(currency: string, locale: string): (minor: number) => ShownAmount {
  const code = parseCurrency(currency);
  return (minor) => ({ minor, display: formatMoney(BigInt(minor), code, locale) });
}
