import { MonthMalformed } from '#money/ledger/errors';
import { isMonth, type Month } from '#platform/kernel/calendar-month';

/** A month out of a path. Throws `ledger.month_malformed`. */
export function monthIn(text: string): Month {
  if (!isMonth(text)) throw new MonthMalformed();
  return text;
}
