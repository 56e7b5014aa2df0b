import { processTime, setProcessTime } from './clock.js';
import { isId, madeAt, newId } from './ids.js';

describe('ids', () => {
  const real = processTime() - Date.now();
  afterEach(() => setProcessTime(Date.now() + real));

  it('are in the order in which they were made, also within a millisecond', () => {
    const made = Array.from({ length: 20_000 }, () => newId('ord'));
    expect([...made].sort()).toEqual(made);
    expect([new Set(made).size, made.every((id) => isId('ord', id))]).toEqual([20_000, true]);
  });

  it('tell when they were made, by the time of the process', () => {
    setProcessTime(Date.UTC(2031, 4, 5));
    expect(Math.abs(madeAt(newId('ord'))!.getTime() - Date.UTC(2031, 4, 5))).toBeLessThan(5_000);
  });

  it('stay in order while the time is put back a little, and follow it when it was far ahead', () => {
    const before = newId('ord');
    setProcessTime(processTime() - 5_000);
    expect(newId('ord') > before).toBe(true);
    setProcessTime(processTime() + 400 * 86_400_000);
    newId('ord');
    setProcessTime(processTime() - 400 * 86_400_000);
    expect(Math.abs(madeAt(newId('ord'))!.getTime() - processTime())).toBeLessThan(5_000);
  });
});
