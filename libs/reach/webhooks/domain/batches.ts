/** Who waits for these, or for whom they are news of their own, is not made to wait for a batch: they come one by one to every webhook. What is asked (`ASKED_EVENTS`) is never delivered at all. */
const ALONE: ReadonlySet<string> = new Set(['item.add', 'item.remove', 'order.release', 'webhook.disabled', 'batch.ready']);

/** Whether an event of this type is a line of a batch at a webhook that wants batches. */
export function isBatchable(type: string): boolean {
  return !ALONE.has(type);
}

/** For how long a link to a batch is good: from each attempt that tells of it, or from when it was made by the API. */
export const LINK_SECONDS = 86_400;
/** So many links that were made by the API stand beside the one that batch.ready tells; an older one ends. */
export const MADE_LINKS_MAX = 5;
