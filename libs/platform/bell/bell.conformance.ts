import { Test } from '@nestjs/testing';
import type { INestApplicationContext } from '@nestjs/common';
import type { BreakableProxy } from '../../../test/support/breakable-proxy.js';
import { eventually } from '../../../test/support/eventually.js';
import type { Config } from '../config/config.js';
import { BellWire, type Chime } from './bell.js';
import { BellModule } from './bell.module.js';

export interface BellHarness {
  /** Names the store through the proxy. */
  config: Config;
  proxy: BreakableProxy;
  /** Throws away what waits in the store. */
  forget(): Promise<void>;
}

/** What both adapters of `BellWire` promise, as a Nest module with @nestjs/bullmq. */
export function bellConformance(harness: () => BellHarness): void {
  const opened: INestApplicationContext[] = [];
  const open = async (): Promise<BellWire> => {
    const module = await Test.createTestingModule({ imports: [BellModule.forRoot(harness().config)] }).compile();
    opened.push(await module.init());
    return module.get(BellWire);
  };
  const listener = async (): Promise<Chime[]> => {
    const heard: Chime[] = [];
    (await open()).listen((chimes) => heard.push(...chimes));
    return heard;
  };

  afterEach(async () => {
    harness().proxy.restore();
    for (const app of opened.splice(0)) await app.close();
  });

  it('wakes the process that listens, with every chime that was sent', async () => {
    const heard = await listener();
    const sender = await open();
    sender.send(['outbox:money/ledger.post-sale', 'job:payments.look-up']);
    sender.send(['pump:webhooks']);
    await eventually(() => heard.length === 3);
    expect([...heard].sort()).toEqual(['job:payments.look-up', 'outbox:money/ledger.post-sale', 'pump:webhooks']);
  });

  it('wakes one of two processes that listen', async () => {
    const [one, two] = [await listener(), await listener()];
    const sender = await open();
    for (let i = 0; i < 20; i++) sender.send([`job:t${i}`]);
    await eventually(() => new Set([...one, ...two]).size === 20);
    // A chime may come twice when the store loses sight of who has it; it does not come to everybody.
    expect(one.length + two.length).toBeLessThan(30);
  });

  it('wakes a process that starts to listen after the chime', async () => {
    const sender = await open();
    sender.send(['job:early']);
    const heard = await listener();
    await eventually(() => heard.includes('job:early'));
  });

  it('hears the next chime after the store has forgotten everything', async () => {
    const heard = await listener();
    const sender = await open();
    sender.send(['job:before']);
    await eventually(() => heard.includes('job:before'));
    await harness().forget();
    await eventually(() => {
      sender.send(['job:after']);
      return heard.includes('job:after');
    }, 15_000);
  });

  it('neither throws nor waits while the store is away, and is heard again when it is back', async () => {
    const heard = await listener();
    const sender = await open();
    sender.send(['job:first']);
    await eventually(() => heard.includes('job:first'));
    harness().proxy.cut();
    const began = performance.now();
    for (let i = 0; i < 500; i++) sender.send(['job:lost']);
    expect(performance.now() - began).toBeLessThan(500);
    harness().proxy.restore();
    await eventually(() => {
      sender.send(['job:back']);
      return heard.includes('job:back');
    }, 20_000);
  });

  it('is heard when the store was away at the start and came later', async () => {
    const { proxy } = harness();
    proxy.cut();
    const heard = await listener();
    const sender = await open();
    sender.send(['job:too-early']);
    const before = proxy.refused;
    await eventually(() => proxy.refused >= before + 2);
    proxy.restore();
    await eventually(() => {
      sender.send(['job:later']);
      return heard.includes('job:later');
    }, 15_000);
  });

  it('closes in time while the store is away', async () => {
    const wire = await open();
    wire.listen(() => undefined);
    wire.send(['job:x']);
    harness().proxy.cut();
    wire.send(['job:y']);
    const app = opened.pop()!;
    const began = performance.now();
    await app.close();
    expect(performance.now() - began).toBeLessThan(6_000);
  });
}
