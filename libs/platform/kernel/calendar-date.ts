const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A calendar day as text, `YYYY-MM-DD`; such texts compare as the days do. */
export type CalendarDate = string;

export function isCalendarDate(text: string): boolean {
  const match = SHAPE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/** Both ends belong to the period; null is open. */
export function isWithin(date: CalendarDate, from: CalendarDate | null, to: CalendarDate | null): boolean {
  return (from === null || from <= date) && (to === null || date <= to);
}

/** The calendar day in UTC. */
export function dayOf(at: Date): CalendarDate {
  return at.toISOString().slice(0, 10);
}
