import { setTimeout as pause } from 'node:timers/promises';
import { Believed } from './believed.js';

describe('What is believed for a moment', () => {
  const counting = () => {
    let reads = 0;
    return { read: async () => ++reads, get reads() { return reads; } };
  };

  it('is read once, however many ask at the same time, and again after its time', async () => {
    const [believed, source] = [new Believed<number>(30), counting()];
    expect(await Promise.all([1, 2, 3].map(() => believed.of('a', source.read)))).toEqual([1, 1, 1]);
    expect([await believed.of('a', source.read), await believed.of('b', source.read)]).toEqual([1, 2]);
    await pause(40);
    expect(await believed.of('a', source.read)).toBe(3);
  });

  it('is read again when it was forgotten, also while it was being read', async () => {
    const [believed, source] = [new Believed<number>(60_000), counting()];
    let release!: (value: number) => void;
    const old = believed.of('a', () => new Promise((resolve) => (release = resolve)));
    believed.forget('a');
    const young = await believed.of('a', source.read);
    release(99);
    expect([await old, young, await believed.of('a', source.read)]).toEqual([99, 1, 1]);
  });

  it('is not believed when the reading failed', async () => {
    const [believed, source] = [new Believed<number>(60_000), counting()];
    await expect(believed.of('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await believed.of('a', source.read)).toBe(1);
  });

  it('is kept for so many keys, the one that was read longest ago goes first', async () => {
    const [believed, source] = [new Believed<number>(60_000, 2), counting()];
    for (const key of ['a', 'b', 'c']) await believed.of(key, source.read);
    expect([await believed.of('c', source.read), await believed.of('b', source.read), await believed.of('a', source.read)]).toEqual([3, 2, 4]);
  });
});
