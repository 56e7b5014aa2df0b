/** A purchase as far as Visa's rule looks at it. Days are whole days before the dispute. */
export interface EarlierPurchase {
  payment_id: string;
  days_before_dispute: number;
  same: readonly ('account' | 'card' | 'ip_address')[];
}

const DAYS_MIN = 120;
const DAYS_MAX = 365;
const WANTED = 2;

/**
 * Visa's Compelling Evidence 3.0 for fraud of a card that was not present (10.4): two purchases with the same card, 120 to 365 days before the dispute, that nobody disputed, which share two of account, device, address of the network and
 * place of delivery with the disputed one, one of them device or network address. Our records know account and network address, so both are wanted.
 */
export function compellingEvidence(purchases: readonly EarlierPurchase[]): { is_met: boolean; payment_ids: string[] } {
  const fitting = purchases.filter(({ days_before_dispute, same }) => days_before_dispute >= DAYS_MIN && days_before_dispute <= DAYS_MAX && (['card', 'account', 'ip_address'] as const).every((each) => same.includes(each)));
  return { is_met: fitting.length >= WANTED, payment_ids: fitting.slice(0, WANTED).map(({ payment_id }) => payment_id) };
}
