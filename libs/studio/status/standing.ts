import { SLOTS_PER_DAY, SLOT_MINUTES, type DayFigure, type Figure, type Signal } from '#platform/service-levels/service-levels';
import { COMPONENTS, COMPONENT_STATES, type Component, type ComponentState, type ComponentView, type DayView, type IncidentView } from './contracts/queries.js';

export const HISTORY_DAYS = 90;
/** What is now: the slots of so many minutes. */
export const NOW_MINUTES = 15;
const DAY_MS = 86_400_000;
const SLOT_MS = SLOT_MINUTES * 60_000;
/** Fewer failures than this say nothing of a component. */
const FAILURES_MIN = 3n;

/** What makes a component. Webhooks go by our own queue: a game server that is away is no failure of ours. */
export const SIGNALS_OF: Readonly<Record<Component, readonly Signal[]>> = {
  store_api: ['store.answered'], checkout: ['checkout.answered', 'providers.heard'], webhooks: ['webhooks.kept_up'], studio_api: ['studio.answered'],
};

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
/** The last so many days, today included, the oldest first. */
export const lastDays = (now: Date, count: number): string[] => Array.from({ length: count }, (_, n) => dayOf(new Date(now.getTime() - (count - 1 - n) * DAY_MS)));

export const worst = (states: readonly ComponentState[]): ComponentState => states.reduce<ComponentState>((a, b) => (COMPONENT_STATES.indexOf(b) > COMPONENT_STATES.indexOf(a) ? b : a), 'operational');

const sum = (figures: readonly { good: bigint; total: bigint }[]): { good: bigint; total: bigint } => figures.reduce((all, { good, total }) => ({ good: all.good + good, total: all.total + total }), { good: 0n, total: 0n });

/** By what was measured within the last minutes; `wasMeasured`: on any day, so that nothing now means that nobody is there. */
function stateNow(figures: readonly Figure[], wasMeasured: boolean): ComponentState {
  if (figures.length === 0) return wasMeasured ? 'down' : 'unknown';
  const { good, total } = sum(figures);
  const bad = total - good;
  if (bad < FAILURES_MIN) return 'operational';
  return bad * 2n >= total ? 'down' : bad * 50n >= total ? 'degraded' : 'operational';
}

/** The slots in which somebody had to measure on that day, as far as it has gone. */
function slotsExpected(figure: DayFigure, now: Date, isFirst: boolean): number {
  const begins = new Date(`${figure.day}T00:00:00Z`).getTime();
  const from = isFirst ? Math.max(begins, figure.since.getTime()) : begins;
  const until = Math.min(begins + DAY_MS, now.getTime());
  return Math.min(SLOTS_PER_DAY, Math.max(1, Math.floor(until / SLOT_MS) - Math.floor(from / SLOT_MS)));
}

function dayView(day: string, figures: readonly DayFigure[], now: Date, firstDay: string | undefined): DayView {
  if (figures.length === 0) return { day, state: firstDay !== undefined && day > firstDay ? 'down' : 'unknown', available_percent: firstDay !== undefined && day > firstDay ? 0 : null };
  const covered = Math.min(1, ...figures.map((figure) => figure.slots / slotsExpected(figure, now, day === firstDay)));
  const { good, total } = sum(figures);
  const share = (total === 0n ? 1 : Number(good) / Number(total)) * covered;
  const bad = total - good;
  const state = share < 0.95 ? 'down' : share < 0.995 && (bad >= FAILURES_MIN || covered < 0.995) ? 'degraded' : 'operational';
  return { day, state, available_percent: Math.round(share * 100_000) / 1_000 };
}

/** How each component stands, and stood, by what was measured and what the operator says of it. */
export function componentsOf(now: Date, recent: readonly Figure[], days: readonly DayFigure[], incidents: readonly IncidentView[]): ComponentView[] {
  const byDay = grouped(days);
  return COMPONENTS.map((component) => {
    const signals = SIGNALS_OF[component];
    const ours = days.filter((figure) => signals.includes(figure.signal));
    const told = incidents.filter((incident) => incident.resolved_at === null && incident.components.includes(component)).map(({ impact }): ComponentState => impact);
    const measured = stateNow(recent.filter((figure) => signals.includes(figure.signal)), ours.length > 0);
    return {
      component, state: worst([measured, ...told]),
      days: lastDays(now, HISTORY_DAYS).map((day) => dayView(day, (byDay.get(day) ?? []).filter((figure) => signals.includes(figure.signal)), now, ours[0]?.day)),
    };
  });
}

function grouped(days: readonly DayFigure[]): Map<string, DayFigure[]> {
  const byDay = new Map<string, DayFigure[]>();
  for (const figure of days) byDay.set(figure.day, [...(byDay.get(figure.day) ?? []), figure]);
  return byDay;
}
