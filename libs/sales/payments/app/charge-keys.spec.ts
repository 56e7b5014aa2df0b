import type { Queries } from '#platform/cqrs/doors';
import { systemScope } from '#platform/kernel/scope';
import type { AttemptForCharge } from '../infra/payment-views.js';
import { ChargeKeys } from './charge-keys.js';
import type { ScaExemptions } from './sca-exemptions.js';

const ATTEMPT = { id: 'pmt_1', order_id: 'ord_1', provider: 'adyen', method: 'card', amount_minor: 999, currency: 'EUR', country: 'NL', initiator: 'buyer', risk_decision: 'allow', saved_method_id: null, save_consent_version: null, return_url: null } as unknown as AttemptForCharge;
const keys = new ChargeKeys({ ask: async () => null } as unknown as Queries, { of: async () => 'low_value' } as unknown as ScaExemptions);
const orderOf = async (attempt: Partial<AttemptForCharge>, wants_question = false) => {
  const order = await keys.orderOf({ ...ATTEMPT, ...attempt }, { token: null, locale: null, fields: {}, card_country: null, wants_question }, systemScope('gam_1', 'test'));
  if (order === null || order === 'fields_wrong') throw new Error(String(order));
  return [order.is_challenge_wanted, order.exemption];
};

describe("the bank's question", () => {
  it.each<[string, Partial<AttemptForCharge>, boolean, boolean, string | null]>([
    ['is asked for where an attempt before wanted it', {}, true, true, null],
    ['is asked for where risk wants it', { risk_decision: 'three_ds' }, false, true, null],
    ['is of cards alone: after one, another method asks nobody', { method: 'ideal' }, true, false, null],
    ['is asked of nobody who is not there', { initiator: 'merchant' }, true, false, null],
    ['is spared where nothing speaks for it', {}, false, false, 'low_value'],
    ['is not spared where nobody has judged', { risk_decision: null }, false, false, null],
  ])('%s', async (_, attempt, wants, isWanted, exemption) => expect(await orderOf(attempt, wants)).toEqual([isWanted, exemption]));
});
