import { Config } from '#platform/config/config';
import { Egress } from '#platform/egress/egress';
import { OwnListeners } from '#platform/egress/own-listeners';
import { newId } from '#platform/kernel/ids';
import { SandboxGateway } from '../infra/gateways/sandbox-gateway.js';
import { paymentGatewayConformance, type ProviderUnderTest } from '../testing/payment-gateway.conformance.js';
import { SandboxPsp } from '../../../../test/support/sandbox-psp.js';

async function open(): Promise<ProviderUnderTest> {
  const psp = await SandboxPsp.start();
  await psp.control({ refund_delay_ms: 20, dispute_delay_ms: 20, dispute_close_ms: 600_000 });
  const egress = new Egress(new OwnListeners(new Config({})));
  return {
    gateway: new SandboxGateway(new Config(psp.env), egress),
    bare: new SandboxGateway(new Config({}), egress),
    unreachable: new SandboxGateway(new Config({ ...psp.env, SANDBOX_PSP_URL: 'http://127.0.0.1:1' }), egress),
    token: (card) => psp.token(card),
    wallets: (['apple_pay', 'google_pay'] as const).map((method) => ({ method, token: (does) => psp.walletToken(method, does), tellsDevice: true, hasOnFile: method === 'google_pay' })),
    others: [{ method: 'wallet', what: {}, refund: 'part' }, { method: 'bank_transfer', what: {}, refund: 'part' }, { method: 'voucher', what: {}, refund: 'none', shows: 'voucher' },
      { method: 'code', what: {}, refund: 'part', fields: () => ({ name: 'Ala Kowalska', code: '123456' }), wrongCodes: () => ['000000', '111111'], shows: 'app' }],
    follow: async ({ reference, action_url }, how) => {
      if (action_url) await psp.answerAction(action_url, how === 'pays' ? 'approve' : 'refuse');
      else await psp.control({ settle_async: { payment_id: (await psp.booked(reference))[0]!.id, result: how === 'pays' ? 'paid' : 'failed' } });
      return {};
    },
    answerAction: (url, answer) => psp.answerAction(url, answer),
    loseNextAnswer: async (how) => void (await psp.control({ mode: how === 'cut' ? 'lose_answer' : 'charged_but_unknown', count: 1 })),
    failNextRefund: async () => void (await psp.control({ mode: 'fail_refunds', count: 1 })),
    booked: async (reference) => (await psp.booked(reference)).filter(({ status }) => status !== 'declined').length,
    method: 'card', refusalIsKnownTo: 'provider', refusedOrder: { token: 'ptk_never_made' },
    notification: ({ event_id, reference }, at) => {
      const { raw, headers } = psp.signed({ id: event_id, type: 'payment.captured', created_at: at, data: { payment: { reference } } }, at);
      return { raw: Buffer.from(raw), headers, now: at };
    },
    signs: { time: true, all: true },
    captures: 'at_once', tellsFee: true, tellsSettlement: true,
    dispute: (reference, to) => psp.dispute(reference, to),
    cardPage: async (url) => {
      const page = await fetch(url);
      return { status: page.status, text: await page.text() };
    },
    settled: (reference) => psp.settled(reference),
    close: async () => {
      await egress.onApplicationShutdown();
      await psp.close();
    },
  };
}

paymentGatewayConformance('SandboxGateway', open, (kind) => newId(kind === 'payment' ? 'pmt' : 'ref'));

describe('SandboxGateway', () => {
  it('gives up after its deadline, not knowing, and a slow answer is found later', async () => {
    const psp = await SandboxPsp.start();
    const egress = new Egress(new OwnListeners(new Config({})));
    try {
      const gateway = new SandboxGateway(new Config(psp.env), egress);
      await psp.control({ mode: 'delay', delay_ms: 3_000, count: 1 });
      const began = performance.now();
      const reference = newId('pmt');
      const answer = await gateway.charge({ reference, amount_minor: 500, currency: 'USD', token: await psp.token('succeeds'), method: 'card', return_url: 'http://127.0.0.1/', capture: true, metadata: {} }, 300);
      expect(answer).toEqual({ outcome: 'unknown', reason: 'timeout' });
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await gateway.lookUp({ reference, provider_reference: null, charged_at: null })).toMatchObject({ outcome: 'answered', value: { state: 'captured' } });
    } finally {
      await egress.onApplicationShutdown();
      await psp.close();
    }
  });
});
