import { type TaxIdOutcome } from './tax-id-existence.js';

export interface RegisterAnswer {
  outcome: TaxIdOutcome;
  /** By which the register finds its answer again; null where it gives none. */
  consultation_id: string | null;
  /** Exactly where `outcome` is `unavailable`: why, in few words. */
  failure: string | null;
}

/** Port: where it is asked whether a business's number exists. */
export abstract class TaxIdRegister {
  abstract readonly name: string;
  /** Whether it knows the numbers of the territory, and may be asked here at all. */
  abstract serves(territory: string): boolean;
  /** Never throws: what is no answer is `unavailable`. `bare`: the number without the state's letters. */
  abstract ask(territory: string, bare: string): Promise<RegisterAnswer>;
}
