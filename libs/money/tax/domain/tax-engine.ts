import type { EngineQuestion } from '../contracts/queries.js';

/** What the engine has said of the sale's tax, before anybody believes it: whatever stands in its answer. */
export interface EngineSays {
  reference: unknown;
  treatment: unknown;
  currency: unknown;
  rate: unknown;
  net: unknown;
  tax: unknown;
  total: unknown;
  lines: unknown;
  components: unknown;
}

/** A part of the tax of a sale, in minor units. */
export interface EnginePart {
  name: string;
  rate: string;
  jurisdiction: string;
  tax: number;
}

interface OfSale {
  environment: 'live' | 'sandbox';
  legal_entity: string;
  /** The order: by it the engine knows the sale again. */
  transaction_id: string;
}

/** What of a sale was taxed, in minor units: net + tax = total, and the parts are the tax. */
export interface EngineFigures {
  /** `YYYY-MM-DD` (UTC) of the sale, or of what takes it back. */
  date: string;
  currency: string;
  net: number;
  tax: number;
  total: number;
  components: EnginePart[];
}

/** The sale is made: the engine takes it up with the tax that it quoted. */
export interface EngineCommit extends OfSale, EngineFigures {
  quote_reference: string;
  place: EngineQuestion['place'];
}

/** A part of the sale has gone back, or what was left of it (`is_last`): all of them add up to the sale, part by part. */
export interface EngineReversal extends OfSale, EngineFigures {
  reversal_id: string;
  is_last: boolean;
}

/** The sale is as if it had never been, whether the engine knows of it or not; what comes of it later is not taken up. */
export type EngineVoid = OfSale;

/**
 * `answered`: the engine has done it. `refused`: it has said that it does not, and why; asking again changes nothing. `unknown`: it said neither, so whether it has acted is not known; the same key asks again.
 */
export type EngineOutcome<A> = { outcome: 'answered'; answer: A } | { outcome: 'refused'; failure: string } | { outcome: 'unknown'; failure: string };
export type EngineReceipt = EngineOutcome<{ reference: string }>;

/** Port: an outside engine that computes the tax of sales and keeps the books of it. Every operation has a deadline and a key, under which a repetition has the effect of one. None of them throws. */
export abstract class TaxEngine {
  abstract quote(question: EngineQuestion, key: string): Promise<EngineOutcome<EngineSays>>;
  abstract commit(sale: EngineCommit, key: string): Promise<EngineReceipt>;
  abstract reverse(part: EngineReversal, key: string): Promise<EngineReceipt>;
  abstract void(sale: EngineVoid, key: string): Promise<EngineReceipt>;
}
