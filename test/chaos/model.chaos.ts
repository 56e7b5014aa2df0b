import { runModel } from '../model/run.js';
import { startSystem } from '../support/system.js';
import { goal } from './goals.js';

const seed = Number(process.env.CHAOS_SEED ?? 20_261_122);
const SEQUENCES = 2_000;
const UNTIL_MS = Number(process.env.CHAOS_MINUTES ?? 10) * 60_000;

describe('the product beside its model', () => {
  goal({ id: 'G12', promise: 'random sequences of up to 50 steps of buying, paying, refunding and disputing go the way of the model', scale: `as many of ${SEQUENCES} sequences as fit into ${UNTIL_MS / 60_000} minutes` }, async () => {
    const system = await startSystem({ without: ['mailbox'] });
    try {
      const { sequences, steps, mismatches } = await runModel(system, { seed, runs: SEQUENCES, length: 50, hands: 8, untilMs: UNTIL_MS });
      return [
        { goal: 'sequences', figure: String(sequences), isGood: sequences >= 100, isFigure: true },
        { goal: 'steps', figure: String(steps), isGood: steps > 0, isFigure: true },
        { goal: 'that went another way', figure: mismatches.length > 0 ? `${mismatches.length}: ${mismatches[0]}` : '0', isGood: mismatches.length === 0, isFigure: true },
      ];
    } finally {
      await system.close();
    }
  });
});
