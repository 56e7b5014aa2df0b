import { CONFIRMED_IN_APP, fieldsOf } from '../contracts/method-fields.js';
import { isDeviceWallet, paymentMethod, PAYMENT_METHODS, TAKEN, type MethodProvider, type PaymentMethod } from '../contracts/method-table.js';
import type { OfferedMethod } from '../contracts/queries.js';
import type { Chargeable, ProviderMethod } from './payment-gateway.js';

/** What a provider is asked for and its account has switched on (`activated`), in the order of the table. A name that is no method of ours, or that no gateway takes, is passed over. */
export function methodsOf(provider: MethodProvider, activated: readonly string[]): ProviderMethod[] {
  return PAYMENT_METHODS.filter(({ id }) => TAKEN[provider].includes(id) && activated.includes(id)).map((method) => ({ method: method.id, label: method.name, kind: kindOf(method), fields: fieldsOf(provider, method.id) }));
}

function kindOf({ id, type, pending }: PaymentMethod): ProviderMethod['kind'] {
  if (CONFIRMED_IN_APP.includes(id)) return 'app';
  if (isDeviceWallet(id)) return 'wallet';
  return type === 'card' ? 'card' : pending === 'always' ? 'async' : 'redirect';
}

/** Why a method cannot be used for this sale; null: it can, as far as the method itself goes. A country that is not known rules nothing out. */
export function obstacleOf({ territories, currencies, limits }: PaymentMethod, { country, currency, amount_minor }: Chargeable): 'territory' | 'currency' | 'amount' | null {
  if (territories && country !== null && !territories.includes(country)) return 'territory';
  if (currencies && !currencies.includes(currency)) return 'currency';
  const limit = limits.find((each) => each.currency === currency);
  return limit && (amount_minor < (limit.min_minor ?? 0) || amount_minor > (limit.max_minor ?? Number.MAX_SAFE_INTEGER)) ? 'amount' : null;
}

/** Whether the method suits the sale; one that is not in the table (of an older build) is its provider's own affair. */
export function suits(method: string, what: Chargeable): boolean {
  const known = paymentMethod(method);
  return !known || obstacleOf(known, what) === null;
}

const isLocal = ({ territories }: PaymentMethod): boolean => territories !== null;
const LATER: readonly string[] = ['bnpl', 'bank_debit', 'bank_transfer', 'voucher'];

/** 0 what belongs to the country and is paid at once, 1 wallets of everywhere, 2 cards, 3 what is paid later or takes days, 4 what only the sandbox has. */
function groupOf(method: PaymentMethod): number {
  if (Object.keys(method.names).every((provider) => provider === 'sandbox')) return 4;
  if (LATER.includes(method.type)) return 3;
  if (isLocal(method)) return 0;
  return method.type === 'card' ? 2 : 1;
}

/**
 * The order in which methods are offered: what people of the country know, then wallets, then cards, then what takes its time; within a group by how much it matters there (`wave`), then as in the table. No figure of shares or costs is used:
 * none that could be relied on is known here. The same methods come out in the same order, whatever order they come in.
 */
export function ranked<T extends { method: string }>(methods: readonly T[]): T[] {
  const key = ({ method }: T): [number, number, number] => {
    const known = paymentMethod(method);
    return known ? [groupOf(known), known.wave, PAYMENT_METHODS.indexOf(known)] : [5, 0, 0];
  };
  return [...methods].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || (a.method < b.method ? -1 : 1);
  });
}

/** A method as a page or a client is told of it. */
export function offered({ method, label, kind, fields }: ProviderMethod): OfferedMethod {
  const known = paymentMethod(method);
  return { method, label, kind, type: known?.type ?? (kind === 'card' ? 'card' : 'wallet'), is_local: known ? isLocal(known) : false, refund: known?.refund ?? 'depends', fields };
}

/** On a phone that can, a wallet is the shortest way there is: it comes before everything but what a rule of the studio puts first (`first`). */
export function onPhones(methods: readonly OfferedMethod[], first: readonly string[]): OfferedMethod[] {
  const named = methods.filter(({ method }) => first.includes(method)).length;
  return methods.map((each, at) => (each.kind === 'wallet' ? { ...each, phone_position: Math.min(at, named) } : each));
}

/** Why what was paid by this method cannot go back the same way; null: it can, or the provider has to say. */
export function refundObstacle(method: string, amount_minor: number, captured_minor: number): 'method_not_refundable' | 'part_not_refundable' | null {
  const refund = paymentMethod(method)?.refund;
  if (refund === 'none') return 'method_not_refundable';
  return refund === 'whole' && amount_minor < captured_minor ? 'part_not_refundable' : null;
}
