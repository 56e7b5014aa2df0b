import { FieldNotYetSupported } from '#platform/kernel/errors';

interface NotYet {
  operation: string;
  /** A path into the body; `items` is a list, whose every element is looked at. */
  field: string;
  why: string;
  /** What can be accepted beside null and nothing at all. */
  accepts?: (value: unknown) => boolean;
}

const isZero = (value: unknown): boolean => value === 0;
/** Methods that a checkout can offer today. */
const METHODS: ReadonlySet<unknown> = new Set(['card', 'paypal', 'apple_pay', 'google_pay', 'cashapp']);

/** Fields of the contract that would change price, eligibility or payment and do not work yet. `docs/reference/not-yet.md` is made from this list. */
export const NOT_YET: readonly NotYet[] = [
  { operation: 'create_order', field: 'coupon_code', why: 'Coupons do not exist yet.' },
  { operation: 'create_order', field: 'coupons_enabled', why: 'Coupons do not exist yet; only false is accepted.', accepts: (value) => value === false },
  { operation: 'create_order', field: 'eligible_for_reward_points', why: 'Reward points do not exist yet; only 0 is accepted.', accepts: isZero },
  { operation: 'create_order', field: 'eligible_for_loyalty_points', why: 'Loyalty points do not exist yet; only 0 is accepted.', accepts: isZero },
  {
    operation: 'create_order', field: 'payment_methods_enabled', why: 'Of the methods of this list only card, paypal, apple_pay, google_pay and cashapp can be offered yet.',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((method) => METHODS.has(method)),
  },
  { operation: 'create_order', field: 'items.selected_plan_key', why: 'Subscriptions do not exist yet.' },
  { operation: 'create_order', field: 'currency', why: 'Orders are paid with money; RP and VC cannot be asked for yet.', accepts: (value) => value !== 'RP' && value !== 'VC' },
];

/** @throws FieldNotYetSupported for the first field of the list that the body sets to something else than null or its default */
export function refuseNotYet(operation: string, body: object): void {
  for (const { field, why, accepts } of NOT_YET.filter((entry) => entry.operation === operation)) {
    for (const [path, value] of valuesAt(body as Record<string, unknown>, field)) {
      if (value === undefined || value === null || accepts?.(value)) continue;
      throw new FieldNotYetSupported(path, why);
    }
  }
}

function valuesAt(body: Record<string, unknown>, field: string): [string, unknown][] {
  const [head, rest] = field.split('.', 2) as [string, string | undefined];
  if (rest === undefined) return [[head, body[head]]];
  const list = body[head];
  return Array.isArray(list) ? list.map((each: Record<string, unknown>, i) => [`${head}.${i}.${rest}`, each[rest]]) : [];
}
