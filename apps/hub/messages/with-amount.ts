import type { Say } from './messages.js';

/** A thing and how much of it reaches the player. A bag of 550 is one bag, so the number stands behind its name. */
export function withAmount(name: string, amount: number, say: Say): string {
  return amount > 1 ? say('with_amount', { name, count: amount }) : name;
}
