import { roundingOf } from './rounding-rules.js';

describe('rounding', () => {
  it('is by the invoice in Japan whatever was chosen, and as chosen elsewhere, by the line unless it is said', () => {
    expect([roundingOf('JP', null, 'line'), roundingOf('JP', null), roundingOf('DE', null, 'invoice'), roundingOf('DE', null, 'line'), roundingOf('DE', null)].map(({ level }) => level)).toEqual(['invoice', 'invoice', 'invoice', 'line', 'line']);
  });

  it('goes by the third decimal in the states of the streamlined agreement, and half away from zero everywhere else', () => {
    const members = 'AR GA IN IA KS KY MI MN NE NV NJ NC ND OH OK RI SD TN UT VT WA WV WI WY'.split(' ');
    for (const state of members) expect([state, roundingOf('US', `US-${state}`).mode]).toEqual([state, 'sst_third_decimal']);
    for (const region of [null, 'US-CA', 'US-CT', 'US-NY', 'US-TX', 'US-FL', 'CA-QC', 'WA', '']) expect(roundingOf('US', region).mode).toBe('half_away_from_zero');
  });
});
