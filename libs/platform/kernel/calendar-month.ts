/** A calendar month in UTC as text, `YYYY-MM`; such texts compare as the months do. */
export type Month = string;

export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text >= '2000-01';
}

export function monthOf(at: Date): Month {
  return at.toISOString().slice(0, 7);
}

/** So many months later; earlier where `months` is negative. */
export function addMonths(month: Month, months: number): Month {
  const [year, nth] = month.split('-').map(Number) as [number, number];
  const at = year * 12 + nth - 1 + months;
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** Both included. */
export function monthsFrom(from: Month, until: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= until; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** `YYYY-MM-DD`. */
export function firstDay(month: Month): string {
  return `${month}-01`;
}

export function lastDay(month: Month): string {
  return new Date(new Date(`${addMonths(month, 1)}-01T00:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
}
