import type { DayFigure, Figure, Signal } from '#platform/service-levels/service-levels';
import type { Component, ComponentView, IncidentView } from './contracts/queries.js';
import { componentsOf, lastDays } from './standing.js';

const NOW = new Date('2026-11-27T12:00:00Z');
const now = (signal: Signal, good: number, total: number): Figure => ({ signal, good: BigInt(good), total: BigInt(total) });
const day = (of: string, signal: Signal, good: number, total: number, slots = 288): DayFigure => ({ day: of, signal, good: BigInt(good), total: BigInt(total), slots, since: new Date(`${of}T00:01:00Z`) });
const part = (parts: ComponentView[], component: Component): ComponentView => parts.find((each) => each.component === component)!;
const incident = (more: Partial<IncidentView>): IncidentView => ({ id: 'inc_1', title: 'x', impact: 'degraded', components: ['checkout'], state: 'investigating', opened_at: 0, resolved_at: null, updates: [], ...more });

describe('a component', () => {
  it.each([
    ['operational', 1_000, 1_000], ['operational', 0, 0], ['operational', 0, 2], ['operational', 981, 1_000], ['degraded', 980, 1_000], ['degraded', 501, 1_000], ['down', 500, 1_000], ['down', 0, 3],
  ] as const)('is %s with %i of %i answered', (state, good, total) => {
    expect(part(componentsOf(NOW, [now('studio.answered', good, total)], [], []), 'studio_api').state).toBe(state);
  });

  it('adds up what it is made of, and nothing else', () => {
    const parts = componentsOf(NOW, [now('checkout.answered', 100, 100), now('providers.heard', 0, 60), now('studio.answered', 10, 10)], [], []);
    expect(parts.map(({ component, state }) => [component, state])).toEqual([['store_api', 'unknown'], ['checkout', 'degraded'], ['webhooks', 'unknown'], ['studio_api', 'operational']]);
  });

  it('is down where nobody measures any more, and unknown where nobody ever did', () => {
    const parts = componentsOf(NOW, [], [day('2026-11-26', 'webhooks.kept_up', 1_440, 1_440)], []);
    expect([part(parts, 'webhooks').state, part(parts, 'studio_api').state]).toEqual(['down', 'unknown']);
  });

  it('is at least as bad as an open incident says, and no better than measured', () => {
    const recent = [now('checkout.answered', 0, 10), now('studio.answered', 10, 10)];
    const parts = componentsOf(NOW, recent, [], [incident({ components: ['checkout', 'studio_api'] }), incident({ components: ['studio_api'], impact: 'down', state: 'resolved', resolved_at: 1 })]);
    expect([part(parts, 'checkout').state, part(parts, 'studio_api').state]).toEqual(['down', 'degraded']);
  });
});

describe('a day', () => {
  const days = (figures: DayFigure[]) => Object.fromEntries(part(componentsOf(NOW, [], figures, []), 'studio_api').days.map(({ day: of, state, available_percent }) => [of, [state, available_percent]]));

  it('stands in a row of ninety, the oldest first, today the last', () => {
    const list = lastDays(NOW, 90);
    expect([list.length, list[0], list.at(-1)]).toEqual([90, '2026-08-30', '2026-11-27']);
    expect(Object.keys(days([]))).toEqual(list);
  });

  it('counts what was answered while somebody measured, times the share in which anybody did', () => {
    const seen = days([
      day('2026-11-20', 'studio.answered', 1_000, 1_000), day('2026-11-21', 'studio.answered', 990, 1_000), day('2026-11-22', 'studio.answered', 900, 1_000),
      day('2026-11-23', 'studio.answered', 1_000, 1_000, 144), day('2026-11-24', 'studio.answered', 0, 0), day('2026-11-27', 'studio.answered', 500, 500, 144),
    ]);
    expect(seen['2026-11-19']).toEqual(['unknown', null]);
    expect(seen['2026-11-20']).toEqual(['operational', 100]);
    expect(seen['2026-11-21']).toEqual(['degraded', 99]);
    expect(seen['2026-11-22']).toEqual(['down', 90]);
    expect(seen['2026-11-23']).toEqual(['down', 50]);
    expect(seen['2026-11-24']).toEqual(['operational', 100]);
    // Nobody was there for the whole day.
    expect(seen['2026-11-25']).toEqual(['down', 0]);
    // It has gone halfway.
    expect(seen['2026-11-27']).toEqual(['operational', 100]);
  });

  it('that was the first begins when somebody began to measure', () => {
    const first = { ...day('2026-11-26', 'studio.answered', 10, 10, 12), since: new Date('2026-11-26T23:00:00Z') };
    expect(days([first])['2026-11-26']).toEqual(['operational', 100]);
    expect(days([day('2026-11-25', 'studio.answered', 10, 10), first])['2026-11-26']).toEqual(['down', 4.167]);
  });
});
