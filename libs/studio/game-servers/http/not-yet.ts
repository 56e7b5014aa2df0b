import { FieldNotYetSupported } from '#platform/kernel/errors';

/** What the contract has and nothing stands behind yet: refused, because accepting it would silently change what a player gets. */
export const NOT_YET: readonly { operation: string; field: string; why: string }[] = (['create_webhook', 'update_webhook'] as const).flatMap((operation) => [
  { operation, field: 'events.store.get', why: 'The game is not asked for personal offers yet: players would see others than it expects.' },
  { operation, field: 'events.player.lookup', why: 'The composite sign-in that asks this does not exist yet.' },
  { operation, field: 'events.player.is_idle', why: 'Nothing asks this yet.' },
]);

/** Throws `field_not_yet_supported` for what stands in the list, unless it is null or its default. */
export function refuseNotYet(operation: 'create_webhook' | 'update_webhook', body: { events?: string[] }): void {
  for (const entry of NOT_YET) {
    if (entry.operation !== operation) continue;
    if (body.events?.includes(entry.field.slice('events.'.length))) throw new FieldNotYetSupported('events', entry.why);
  }
}
