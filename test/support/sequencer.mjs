import SequencerModule from '@jest/test-sequencer';

const Sequencer = SequencerModule.default ?? SequencerModule;

/**
 * A fresh clone has no times of earlier runs, and Jest would go by the size of files: the longest of all, 200 purchases under kills, would come among the
 * last and run on alone. It begins; the rest goes as Jest has it.
 */
export default class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => /[\\/]test[\\/]chaos[\\/]/.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
