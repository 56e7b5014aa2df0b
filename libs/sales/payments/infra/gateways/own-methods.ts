import type { GatewayAnswer } from '../../domain/payment-gateway.js';

/** What a gateway says to a method that it does not ask its provider for: nobody was asked. */
export function notOffered(provider: string, method: string): GatewayAnswer<never> {
  return { outcome: 'refused', code: 'method_not_offered', message: `${provider} is not asked for ${method}` };
}

/** The card fields of a provider whose script has to run in a page of ours: `/card-fields/<provider>`, which only our own pages may embed. */
export function ownCardFrame(provider: string, { parent_origin, locale }: { parent_origin: string; locale: string }): { frame_url: string; origin: string } {
  const url = new URL(`/card-fields/${provider}`, parent_origin);
  url.searchParams.set('locale', locale);
  return { frame_url: url.toString(), origin: url.origin };
}
