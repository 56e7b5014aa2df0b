import { chargesOf, chargeText } from './charge.js';

const line = { date: '2026-03-02', amount: '19.99', currency: 'EUR', last4: '4242' };

describe('what a line of a statement may be the charge of', () => {
  it('is of the day after to six days before, in minor units', () => {
    expect(chargesOf(line)).toEqual(['2026-03-03', '2026-03-02', '2026-03-01', '2026-02-28', '2026-02-27', '2026-02-26', '2026-02-25', '2026-02-24'].map((day) => chargeText(day, 1_999, 'EUR', '4242')));
  });
  it.each([['19,99', 'EUR', 1_999], ['19.9', 'EUR', 1_990], ['20', 'EUR', 2_000], ['20.00', 'JPY', 20], ['1999', 'JPY', 1_999], ['1.5', 'KWD', 1_500], ['0.01', 'USD', 1]])('reads %s %s as %i', (amount, currency, minor) => {
    expect(chargesOf({ ...line, amount, currency })[1]).toBe(chargeText('2026-03-02', minor, currency, '4242'));
  });
  it.each([['19.999', 'EUR'], ['19.99', 'JPY'], ['19.99', 'XYZ'], ['-5', 'EUR'], ['1e3', 'EUR'], ['', 'EUR']])('is nothing for %s %s', (amount, currency) => expect(chargesOf({ ...line, amount, currency })).toEqual([]));
  it.each(['2026-02-30', '2026-3-2', 'x', '2026-03-02T00:00:00Z'])('is nothing on %s', (date) => expect(chargesOf({ ...line, date })).toEqual([]));
});
