import { startSystem } from '../support/system.js';
import { goal } from './goals.js';
import { buyUnderFire, judge } from './purchases.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const MODES = [
  { mode: 'lose_answer', probability: 0.3 }, { mode: 'charged_but_unknown', probability: 0.05 }, { mode: 'duplicate', probability: 0.1 }, { mode: 'reorder', probability: 0.1, delay_ms: 500 },
  { mode: 'delay', probability: 0.05, delay_ms: 2_000 },
];

describe('the provider misbehaves', () => {
  goal({ id: 'G9', promise: 'answers lost after the charge, 500 for ever, late, notifications twice and out of order: no double charge, every order settled, its books equal ours', scale: '300 purchases for 10,000' }, async () => {
    const system = await startSystem({ without: ['mailbox'] });
    const control = async (body?: object): Promise<{ injected: Record<string, number> }> => {
      const answer = await fetch(`${system.urls.psp}/control`, { method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${system.pspKey}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      if (!answer.ok) throw new Error(`/control answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as { injected: Record<string, number> };
    };
    try {
      await control({ seed });
      for (const mode of MODES) await control(mode);
      const report = await buyUnderFire(system, { purchases: 300, buyers: 8, faults: 1, seed, what: MODES.map(({ mode }) => mode).join(', '), fault: async () => undefined });
      const { injected } = await control();
      const counts = MODES.map(({ mode }) => ({ goal: `injected: ${mode}`, figure: String(injected[mode] ?? 0), isGood: (injected[mode] ?? 0) > 0, isFigure: true }));
      await control({ mode: 'none' });
      return [...(await judge(system, report)), ...counts];
    } finally {
      await system.close();
    }
  });
});
