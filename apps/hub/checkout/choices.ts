import type { CheckoutView } from '#sales/checkout/queries';
import type { WalletOffer } from '#sales/checkout/queries';
import { CATALOGS, type Say } from '../messages/messages.js';

type Method = CheckoutView['methods'][number];

/** One way to pay as it stands on the page: a method, or what she has saved of one. */
export interface Choice {
  /** The method, or the id of what is saved. */
  key: string;
  method: string;
  label: string;
  kind: Method['kind'] | 'saved';
  refund: Method['refund'];
  /** What she has to be asked first. */
  fields: Method['fields'];
  /** Of a wallet of her device. */
  wallet?: WalletOffer;
}

/** What this device has of the wallets that the order can be paid by. */
export interface OnDevice {
  usable: readonly string[];
  isPhone: boolean;
}

/** Its own name; in the page's language where it is no brand. */
const labelOf = ({ method, label }: Method, say: Say): string => (`method_${method}` in CATALOGS.en ? say(`method_${method}` as 'method_card') : label);

const two = (figure: number): string => String(figure % 100).padStart(2, '0');

function savedLabel({ card, method }: CheckoutView['saved_methods'][number], methods: readonly Method[], say: Say): string {
  if (!card) return say('saved_account', { method: methods.find((each) => each.method === method)?.label ?? method });
  const ends = card.exp_month && card.exp_year ? say('saved_until', { month: two(card.exp_month), year: two(card.exp_year) }) : '';
  return `${say('saved_card', { brand: card.brand, last4: card.last4 })} ${ends}`.trim();
}

/** The wallets of her device in their places; those of the sandbox, which has no device, after all the rest. */
function withWallets(methods: readonly Choice[], wallets: readonly WalletOffer[], { usable, isPhone }: OnDevice): Choice[] {
  const placed = [...methods];
  const at = (wallet: WalletOffer): number => (wallet.kind === 'frame' ? Number.MAX_SAFE_INTEGER : isPhone ? wallet.phone_position : wallet.position);
  for (const wallet of wallets.filter(({ method }) => usable.includes(method)).sort((a, b) => at(a) - at(b))) {
    placed.splice(at(wallet), 0, { key: wallet.method, method: wallet.method, label: wallet.label, kind: 'wallet', refund: wallet.refund, fields: [], wallet });
  }
  return placed;
}

/** What she has saved comes first, then what else there is. */
export function choicesOf({ methods, wallets, saved_methods }: CheckoutView, say: Say, device: OnDevice): Choice[] {
  const saved = saved_methods.map((each): Choice => ({ key: each.id, method: each.method, label: savedLabel(each, methods, say), kind: 'saved', refund: methods.find(({ method }) => method === each.method)?.refund ?? 'part', fields: [] }));
  return [...saved, ...withWallets(methods.map((each): Choice => ({ key: each.method, method: each.method, label: labelOf(each, say), kind: each.kind, refund: each.refund, fields: each.fields })), wallets, device)];
}

/** The first of these keys that is there; else the first choice. */
export function chosenOf(choices: readonly Choice[], ...keys: readonly string[]): Choice | undefined {
  return keys.map((key) => choices.find((each) => each.key === key)).find((choice) => choice !== undefined) ?? choices[0];
}
