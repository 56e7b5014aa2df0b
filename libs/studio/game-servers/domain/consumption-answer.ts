export const ITEM_STATES = ['unused', 'used', 'transferred'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export type ConsumptionAnswer = { outcome: 'answered'; items: { line_id: string; state: ItemState }[] } | { outcome: 'unclear'; reason: string; detail: string };

const isState = (value: unknown): value is ItemState => (ITEM_STATES as readonly unknown[]).includes(value);

/** Reads what a game server answered to `refund.consumption`: 2xx with `{"items": [{"line_id", "state"}]}`, a state for each line that was asked about. What names a line twice says the graver of the two; all else decides nothing. */
export function readConsumptionAnswer(status: number, body: Buffer, cut: boolean, lineIds: readonly string[]): ConsumptionAnswer {
  const unclear = (reason: string, detail: string): ConsumptionAnswer => ({ outcome: 'unclear', reason, detail });
  if (status < 200 || status >= 300) return unclear(`status_${status}`, `The game server answered ${status}.`);
  if (cut) return unclear('too_long', 'The answer is longer than is read.');
  const told = statesIn(body);
  if (told === null) return unclear('unreadable', 'The answer is no JSON with `items`, each with `line_id` and `state`.');
  const missing = lineIds.filter((id) => !told.has(id));
  if (missing.length > 0) return unclear('incomplete', `The answer says nothing of line ${missing[0]}.`);
  return { outcome: 'answered', items: lineIds.map((line_id) => ({ line_id, state: told.get(line_id)! })) };
}

/** Null where it cannot be read. */
function statesIn(body: Buffer): Map<string, ItemState> | null {
  try {
    const json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as { items?: unknown } | null;
    if (json === null || typeof json !== 'object' || !Array.isArray(json.items)) return null;
    const states = new Map<string, ItemState>();
    for (const each of json.items as ({ line_id?: unknown; state?: unknown } | null)[]) {
      if (each === null || typeof each !== 'object' || typeof each.line_id !== 'string' || !isState(each.state)) return null;
      const known = states.get(each.line_id);
      if (known === undefined || ITEM_STATES.indexOf(each.state) > ITEM_STATES.indexOf(known)) states.set(each.line_id, each.state);
    }
    return states;
  } catch {
    return null;
  }
}
