import { randomBytes } from 'node:crypto';
import type { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import { eventually } from '../../../test/support/eventually.js';
import type { Signals } from './signals.js';

export interface SignalsHarness {
  /** Another process on the same store, through the proxy. The suite closes it. */
  open(): Signals;
  proxy: BreakableProxy;
}

/** What both adapters of `Signals` promise. */
export function signalsConformance(harness: () => SignalsHarness): void {
  const opened: Signals[] = [];
  const open = (): Signals => {
    const signals = harness().open();
    opened.push(signals);
    return signals;
  };
  const name = (): string => `test:${randomBytes(6).toString('hex')}`;
  const listening = async (signals: Signals, channel: string) => {
    const heard: string[] = [];
    return { heard, stop: await signals.subscribe(channel, (text) => heard.push(text)) };
  };

  /** A signal may be lost while a connection is made, which takes as long as the machine is busy: until each of them has heard each they are not talking. */
  const talking = async (...all: Signals[]): Promise<void> => {
    const channel = name();
    const ears = await Promise.all(all.map((signals) => listening(signals, channel)));
    await eventually(async () => {
      all.forEach((signals, at) => signals.publish(channel, String(at)));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return ears.every(({ heard }) => new Set(heard).size === all.length);
    }, 20_000);
    for (const { stop } of ears) await stop();
  };

  afterEach(async () => {
    harness().proxy.restore();
    for (const signals of opened.splice(0)) await signals.close();
  });

  it('carries a text to every listener of its channel in every process, once each', async () => {
    const [a, b] = [open(), open()];
    await talking(a, b);
    const channel = name();
    const ears = [await listening(a, channel), await listening(b, channel), await listening(b, channel)];
    a.publish(channel, 'größer → 🎮 {"a":1}');
    b.publish(channel, 'second');
    await eventually(() => ears.every(({ heard }) => heard.length === 2));
    for (const { heard } of ears) expect([...heard].sort()).toEqual(['größer → 🎮 {"a":1}', 'second'].sort());
  });

  it('keeps channels apart and is silent after the listener has left', async () => {
    const [a, b] = [open(), open()];
    await talking(a, b);
    const [one, two] = [name(), name()];
    const [first, second, left] = [await listening(b, one), await listening(b, two), await listening(b, one)];
    await left.stop();
    a.publish(one, '1');
    a.publish(two, '2');
    await eventually(() => first.heard.length + second.heard.length === 2);
    expect([first.heard, second.heard, left.heard]).toEqual([['1'], ['2'], []]);
    await first.stop();
    a.publish(one, '3');
    a.publish(two, '4');
    await eventually(() => second.heard.length === 2);
    expect(first.heard).toEqual(['1']);
    const again = await listening(b, one);
    a.publish(one, '5');
    await eventually(() => again.heard.length === 1);
    expect(first.heard).toEqual(['1']);
  });

  it('carries 500 signals that are sent at once', async () => {
    const [a, b] = [open(), open()];
    const channel = name();
    const { heard } = await listening(b, channel);
    for (let i = 0; i < 500; i++) a.publish(channel, String(i));
    await eventually(() => heard.length === 500);
    expect(new Set(heard).size).toBe(500);
  });

  it('does not send what is too long, and does not throw', async () => {
    const [a, b] = [open(), open()];
    const channel = name();
    const { heard } = await listening(b, channel);
    a.publish(channel, 'x'.repeat(7_001));
    a.publish(channel, 'x'.repeat(7_000));
    await eventually(() => heard.length > 0);
    expect(heard.map((text) => text.length)).toEqual([7_000]);
  });

  it('goes on telling the others when one listener throws', async () => {
    const signals = open();
    const channel = name();
    await signals.subscribe(channel, () => {
      throw new Error('deaf');
    });
    const { heard } = await listening(signals, channel);
    signals.publish(channel, 'hello');
    await eventually(() => heard.length === 1);
  });

  it('neither throws nor waits while the store is away, and hears again when it is back', async () => {
    const [a, b] = [open(), open()];
    const channel = name();
    const { heard } = await listening(b, channel);
    harness().proxy.cut();
    const began = performance.now();
    for (let i = 0; i < 100; i++) a.publish(channel, 'into the void');
    const late = await listening(b, name());
    expect(performance.now() - began).toBeLessThan(2_500);
    await late.stop();
    harness().proxy.restore();
    await eventually(() => {
      a.publish(channel, 'back');
      return heard.includes('back');
    }, 15_000);
  });

  it('closes in time while the store hangs', async () => {
    const signals = harness().open();
    await listening(signals, name());
    harness().proxy.freeze();
    signals.publish(name(), 'x');
    const began = performance.now();
    await signals.close();
    expect(performance.now() - began).toBeLessThan(4_000);
  });
}
