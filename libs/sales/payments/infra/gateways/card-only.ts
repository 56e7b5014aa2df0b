/** What a provider offers that is asked for cards alone. */
export const CARD_ONLY = [{ method: 'card', label: 'Card', kind: 'card' }] as const;

/** The card fields of a provider whose script has to run in a page of ours: `/card-fields/<provider>`, which only our own pages may embed. */
export function ownCardFrame(provider: string, { parent_origin, locale }: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
  const url = new URL(`/card-fields/${provider}`, parent_origin);
  url.searchParams.set('locale', locale);
  return { frame_url: url.toString(), origin: url.origin };
}
