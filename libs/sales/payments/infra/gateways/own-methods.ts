import type { GatewayAnswer, SeenPayment } from '../../domain/payment-gateway.js';

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

/** Paid by a card in her device, which has asked her itself (a cryptogram of the device, no number of a card on file): the bank is not asked again, and takes her word for hers. */
export const BY_DEVICE: NonNullable<SeenPayment['three_ds']> = { flow: 'none', result: 'authenticated' };

/** What a wallet's sheet should have handed over is not there, or is for somebody else. */
export const UNKNOWN_TOKEN: GatewayAnswer<never> = { outcome: 'refused', code: 'unknown_token', message: 'A wallet is charged by what its own sheet has handed over for this provider alone' };

/** Before the charge nothing is booked: whatever became of a question on the way to it, the charge was surely not sent. */
export function beforeTheCharge<T>(answer: GatewayAnswer<T>): GatewayAnswer<T> {
  return answer.outcome === 'unknown' ? { outcome: 'unavailable', reason: answer.reason } : answer;
}
