import { newId } from '#platform/kernel/ids';
import type { Subject } from '#platform/personal-data/personal-data';
import { AbandonPayment } from '#sales/payments/commands';
import { eventually } from '../../../../test/support/eventually.js';
import type { Tenant } from '../../../../test/support/boot.js';
import { PaymentData } from '../app/payment-data.js';
import { bootPayments, type PaymentsApp } from './support/payments-app.js';

describe('payments of a player who was erased', () => {
  let world: PaymentsApp;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await bootPayments();
    tenant = await world.app.tenant();
  });
  afterAll(() => world.close());

  const subjectOf = async (paymentId: string) => {
    const [row] = await world.app.look<{ player_id: string }>('SELECT player_id FROM payments.payment WHERE id = $1', [paymentId]);
    return { player_id: row!.player_id, user_id: null, alias: newId('erased') };
  };
  const erase = (subject: Subject): Promise<number> => world.app.app.get(PaymentData).erase(subject, tenant.scope);
  const told = (reference: string) => ({ id: `psn_${newId('req')}`, type: 'payment.updated', created_at: 1, data: { payment: { reference, card: { fingerprint: 'fp_of_her_card' } } } });
  const bodies = async (paymentId: string) => (await world.app.look<{ body: Buffer }>('SELECT body FROM payments.psp_notification WHERE payment_id = $1', [paymentId])).map(({ body }) => body.toString('utf8'));

  it('keep no word of the provider, whether it came before and waits, or comes afterwards', async () => {
    const { id } = await world.pay(tenant, 'succeeds');
    expect((await world.notify(world.psp.signed(told(id)))).json).toEqual({ received: true, state: 'stored' });
    expect((await bodies(id)).join()).toContain('fp_of_her_card');
    const her = await subjectOf(id);
    expect(await erase(her)).toBeGreaterThan(0);
    expect((await bodies(id)).join('')).toBe('');
    expect((await world.notify(world.psp.signed(told(id)))).status).toBe(200);
    expect((await bodies(id)).filter((body) => body !== '')).toEqual([]);
    expect(await erase(her)).toBe(0);
    await world.app.settle();
    expect(await world.app.look(`SELECT FROM payments.psp_notification WHERE payment_id = $1 AND state = 'stored'`, [id])).toEqual([]);
  });

  it('learn nothing of a card from money that comes late, which goes back all the same', async () => {
    const { id, standing } = await world.pay(tenant, 'asks_3ds');
    await world.app.commands.execute(new AbandonPayment({ payment_id: id, status: 'abandoned' }), tenant.scope);
    await erase(await subjectOf(id));
    await world.psp.answerAction(standing.action_url!, 'approve');
    await eventually(async () => {
      await world.ring('payments.call-off');
      await world.ring('payments.refund');
      return (await world.view(tenant, id)).status === 'refunded';
    });
    expect(await world.app.look('SELECT card_last4, card_fingerprint, card_brand IS NOT NULL AS is_card FROM payments.payment WHERE id = $1', [id])).toEqual([{ card_last4: null, card_fingerprint: null, is_card: true }]);
    expect((await bodies(id)).filter((body) => body !== '')).toEqual([]);
  });
});
