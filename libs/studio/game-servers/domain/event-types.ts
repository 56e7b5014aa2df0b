/** Events that ask the game or grant in it: each goes to one enabled endpoint of an environment, or two servers would both credit. */
export const EXCLUSIVE_EVENTS = ['player.verify', 'item.add', 'item.remove'] as const;

/** What an endpoint with these events is bound to exclusively. */
export function exclusiveAmong(events: readonly string[]): string[] {
  return EXCLUSIVE_EVENTS.filter((type) => events.includes(type));
}

/** The contract has no group for refunds, and a refund that failed is news of its order. */
const GROUP_OF: Readonly<Record<string, string>> = { 'refund.failed': 'order.*' };

/** What an endpoint has to have registered one of to be sent an event of `type`. */
export function subscriptionsTo(type: string): string[] {
  return [type, GROUP_OF[type] ?? `${type.split('.')[0]}.*`];
}

/** Whether an endpoint that registered `events` wants an event of `type`. */
export function wants(events: readonly string[], type: string): boolean {
  return subscriptionsTo(type).some((each) => events.includes(each));
}
