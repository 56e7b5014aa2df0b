import { Command } from '#platform/kernel/messages';
import type { CustomPrice } from './queries.js';

export interface NewPriceTemplate {
  /** The studio's own handle, unique in the game. */
  key?: string | null;
  name: string;
  /** US cents; the price of every country without one of its own is derived from it. */
  price: number;
  category: 'none' | 'platform';
  customs: CustomPrice[];
}

/** Throws `pricing.key_taken`, `pricing.key_reads_as_id`, `pricing.custom_repeated`, `pricing.currency_ended`. */
export class CreatePriceTemplate extends Command<{ id: string }> {
  static readonly context = 'store/pricing';
  constructor(readonly template: NewPriceTemplate) { super(); }
}

/** Changes what is told; `customs` replaces the list. Throws what creating throws, and `pricing.template_not_found`. */
export class UpdatePriceTemplate extends Command<{ id: string }> {
  static readonly context = 'store/pricing';
  constructor(readonly priceTemplateId: string, readonly changes: Partial<NewPriceTemplate>) { super(); }
}

/** Throws `pricing.template_not_found`, and `pricing.template_in_use` while an item names it. */
export class DeletePriceTemplate extends Command<{ id: string }> {
  static readonly context = 'store/pricing';
  constructor(readonly priceTemplateId: string) { super(); }
}
