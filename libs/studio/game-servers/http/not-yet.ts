import { FieldNotYetSupported } from '#platform/kernel/errors';

/** What the contract has and nothing stands behind yet: refused, because accepting it would silently change what a player gets. */
export const NOT_YET: readonly { operation: string; field: string; why: string }[] = (['create_webhook', 'update_webhook'] as const).flatMap((operation) => [
  { operation, field: 'batch_mode', why: 'Events are delivered one by one; batch files are not made yet.' },
  { operation, field: 'events.batch.ready', why: 'Batch files are not made yet.' },
  { operation, field: 'events.store.get', why: 'The game is not asked for personal offers yet: players would see others than it expects.' },
  { operation, field: 'events.player.lookup', why: 'The composite sign-in that asks this does not exist yet.' },
  { operation, field: 'events.player.is_idle', why: 'Nothing asks this yet.' },
]);

/** Throws `field_not_yet_supported` for what stands in the list, unless it is null or its default. */
export function refuseNotYet(operation: 'create_webhook' | 'update_webhook', body: { batch_mode?: boolean | null; events?: string[] }): void {
  for (const entry of NOT_YET) {
    if (entry.operation !== operation) continue;
    const event = entry.field.startsWith('events.') ? entry.field.slice('events.'.length) : null;
    if (event ? body.events?.includes(event) : body.batch_mode === true) throw new FieldNotYetSupported(event ? 'events' : entry.field, entry.why);
  }
}
