import fc from 'fast-check';
import type { OrderStatus } from '../contracts/queries.js';
import { isRefundAsked, partsOf, settle, type OrderFactTold, type Settled, type Standing } from './settle.js';
import { isAllowed, TRANSITIONS } from './transitions.js';

const NOW = 1_800_000_000;
const P1 = 'pmt_1';
const P2 = 'pmt_2';

const order = (told: Partial<Standing> = {}): Standing => ({ status: 'captured', payment_id: P1, facts: [], amount_minor: 1_999, currency: 'EUR', expires_at: NOW + 60, ...told });
const captured = (payment_id: string, told: Partial<Extract<OrderFactTold, { kind: 'captured' }>> = {}): OrderFactTold => ({
  kind: 'captured', ref: payment_id, payment_id, amount_minor: 1_999, currency: 'EUR', provider: 'sandbox', psp_fee_minor: 88, captured_at: NOW, ...told,
});
const ended = (payment_id: string): OrderFactTold => ({ kind: 'ended', ref: payment_id, payment_id });
const mismatched = (payment_id: string): OrderFactTold => ({ kind: 'mismatched', ref: payment_id, payment_id });
const requested = (n: number): OrderFactTold => ({ kind: 'refund_requested', ref: `rqr_${n}`, payment_id: P1, reason: 'asked', source: 'studio' });
const refund = (kind: 'refund_succeeded' | 'refund_failed', n: number): OrderFactTold => ({ kind, ref: `ref_${n}`, payment_id: P1, reason: 'asked' });
const part = (n: number, minor: number): OrderFactTold => ({
  kind: 'refund_part_requested', ref: `part_${n}`, payment_id: P1, lines: [{ line_id: '1', quantity: 0, shares: [minor] }], reason_code: 'other', reason: 'asked', source: 'studio', asked_by: null, asked_by_member: null,
});
const partEnd = (kind: 'refund_part_succeeded' | 'refund_part_failed', n: number): OrderFactTold => ({ kind, ref: `part_${n}`, payment_id: P1, reason: 'asked' });
const dispute = (stage: 'opened' | 'won' | 'lost', payment_id = P1): OrderFactTold => ({ kind: `dispute_${stage}`, ref: `dsp_${payment_id}`, payment_id, reason: null });

describe('an order hears of its payments', () => {
  it('is paid by the attempt that holds it', () => {
    const settled = settle(order(), [captured(P1)], NOW);
    expect(settled).toMatchObject({ status: 'paid', payment_id: P1, overpaid: [] });
    expect(settled.steps).toHaveLength(1);
  });

  it('hears nothing new in a fact that is told twice', () => {
    const first = settle(order(), [captured(P1), captured(P1)], NOW);
    expect(first.steps).toHaveLength(1);
    const again = settle(order({ status: first.status, facts: first.facts }), [captured(P1)], NOW);
    expect(again).toMatchObject({ changed: false, steps: [], overpaid: [] });
  });

  it('is open again when its attempt ends, and not when another one does', () => {
    expect(settle(order(), [ended(P1)], NOW)).toMatchObject({ status: 'reattempted', payment_id: null });
    expect(settle(order(), [ended(P2)], NOW)).toMatchObject({ status: 'captured', payment_id: P1, changed: false });
  });

  it('gives back what a second payment brought, once', () => {
    const first = settle(order(), [captured(P1), captured(P2)], NOW);
    expect(first).toMatchObject({ status: 'paid', payment_id: P1 });
    expect(first.overpaid.map((fact) => fact.payment_id)).toEqual([P2]);
    expect(settle(order({ status: 'paid', facts: first.facts }), [captured(P2)], NOW).overpaid).toEqual([]);
  });

  it('is paid by an account of who sells it: what came to another goes back, or waits', () => {
    const own = { provider: 'stripe:psa_01h00000000000000000000001' };
    expect(settle(order({ seller: 'studio' }), [captured(P1, own)], NOW)).toMatchObject({ status: 'paid', overpaid: [] });
    expect(settle(order({ seller: 'studio' }), [captured(P1)], NOW)).toMatchObject({ status: 'captured', overpaid: [] });
    const open = { status: 'reattempted', payment_id: null } as const;
    expect(settle(order({ ...open, seller: 'studio' }), [captured(P1)], NOW)).toMatchObject({ status: 'reattempted', overpaid: [{ payment_id: P1 }] });
    expect(settle(order(open), [captured(P1, own)], NOW)).toMatchObject({ status: 'reattempted', overpaid: [{ payment_id: P1 }] });
  });

  it('gives back what comes after it has expired', () => {
    expect(settle(order({ status: 'reattempted', payment_id: null, expires_at: NOW }), [captured(P1)], NOW)).toMatchObject({ status: 'reattempted', overpaid: [{ payment_id: P1 }] });
  });

  it('is paid though expired when its attempt was running', () => {
    expect(settle(order({ expires_at: NOW - 60 }), [captured(P1)], NOW)).toMatchObject({ status: 'paid', overpaid: [] });
  });

  it('gives back what is not its total any more', () => {
    const open = order({ status: 'reattempted', payment_id: null });
    expect(settle(open, [captured(P1, { amount_minor: 1_998 })], NOW)).toMatchObject({ status: 'reattempted', overpaid: [{ payment_id: P1 }] });
    expect(settle(open, [captured(P1, { currency: 'USD' })], NOW)).toMatchObject({ status: 'reattempted', overpaid: [{ payment_id: P1 }] });
  });

  it('keeps the money of an earlier attempt until the one that holds it is over', () => {
    const held = order({ payment_id: P2 });
    const waiting = settle(held, [captured(P1)], NOW);
    expect(waiting).toMatchObject({ status: 'captured', payment_id: P2, overpaid: [] });
    expect(settle({ ...held, facts: waiting.facts }, [ended(P2)], NOW)).toMatchObject({ status: 'paid', payment_id: P1, overpaid: [] });
    expect(settle({ ...held, facts: waiting.facts }, [captured(P2)], NOW)).toMatchObject({ status: 'paid', payment_id: P2, overpaid: [{ payment_id: P1 }] });
  });

  it('waits for a person when another amount came, also when the attempt is called over', () => {
    expect(settle(order(), [mismatched(P1), ended(P1)], NOW)).toMatchObject({ status: 'captured', payment_id: P1, steps: [] });
  });
});

describe('an order hears of refunds and disputes', () => {
  const paid = (): Standing => order({ status: 'paid', facts: [captured(P1)] });

  it('is refunded once the money is back', () => {
    expect(settle(paid(), [requested(1), refund('refund_succeeded', 1)], NOW).steps.map((step) => step.to)).toEqual(['refund_requested', 'refunded']);
  });

  it('is paid as before when the provider refuses, and can be asked again', () => {
    const refused = settle(paid(), [requested(1), refund('refund_failed', 1)], NOW);
    expect(refused.status).toBe('paid');
    expect(settle({ ...paid(), facts: refused.facts }, [requested(2)], NOW).status).toBe('refund_requested');
  });

  it('is refunded when the money is back, also where nobody had asked it', () => {
    expect(settle(paid(), [refund('refund_succeeded', 1)], NOW).steps).toMatchObject([{ from: 'paid', to: 'refunded', by: 'refund.succeeded' }]);
    const refused = settle(paid(), [requested(1), refund('refund_failed', 1)], NOW);
    expect(settle({ ...paid(), facts: refused.facts }, [refund('refund_succeeded', 2)], NOW).steps).toMatchObject([{ from: 'paid', to: 'refunded', by: 'refund.succeeded' }]);
  });

  it('knows whether a refund was asked for and has no answer yet', () => {
    const asked = (facts: OrderFactTold[]): boolean => isRefundAsked({ payment_id: P1, facts });
    expect([asked([]), asked([requested(1)]), asked([requested(1), dispute('opened')])]).toEqual([false, true, true]);
    expect([asked([requested(1), refund('refund_failed', 1)]), asked([{ ...requested(1), payment_id: P2 }])]).toEqual([false, false]);
  });

  it('does not hear the refund of a payment that is not its own', () => {
    expect(settle(paid(), [{ ...refund('refund_succeeded', 1), payment_id: P2 }], NOW)).toMatchObject({ status: 'paid', steps: [] });
  });

  it('is disputed until the bank decides', () => {
    expect(settle(paid(), [dispute('opened')], NOW).status).toBe('disputed');
    expect(settle(paid(), [dispute('opened'), dispute('won')], NOW).status).toBe('paid');
    expect(settle(paid(), [dispute('opened'), dispute('lost')], NOW).status).toBe('canceled');
    expect(settle(paid(), [requested(1), dispute('opened'), dispute('won')], NOW).status).toBe('refund_requested');
  });

  it('tells once that the money has gone back again, by whichever came second', () => {
    const refunded = settle(paid(), [requested(1), dispute('opened'), refund('refund_succeeded', 1)], NOW);
    expect(refunded).toMatchObject({ status: 'refunded', paidBackAgain: [] });
    const after = { ...paid(), status: refunded.status, facts: refunded.facts };
    const lost = settle(after, [dispute('lost')], NOW);
    expect(lost).toMatchObject({ status: 'refunded', steps: [], paidBackAgain: [{ kind: 'dispute_lost' }] });
    expect(settle({ ...after, facts: lost.facts }, [dispute('lost'), dispute('won')], NOW).paidBackAgain).toEqual([]);
    expect(settle(after, [dispute('won')], NOW).paidBackAgain).toEqual([]);
    const canceled = settle(paid(), [requested(1), dispute('opened'), dispute('lost')], NOW);
    expect(settle({ ...paid(), status: canceled.status, facts: canceled.facts }, [refund('refund_succeeded', 1)], NOW)).toMatchObject({ status: 'canceled', paidBackAgain: [{ kind: 'refund_succeeded' }] });
    expect(settle(order(), [refund('refund_succeeded', 1), dispute('lost'), captured(P1)], NOW)).toMatchObject({ status: 'canceled', paidBackAgain: [{ kind: 'refund_succeeded' }] });
    expect(settle(paid(), [dispute('lost', P2), refund('refund_succeeded', 1)], NOW).paidBackAgain).toEqual([]);
  });

  it('gives every way back but one as once more, however they arrive', () => {
    const told = [captured(P1), requested(1), dispute('opened'), refund('refund_succeeded', 1), dispute('lost'), { ...dispute('lost'), ref: 'dsp_second' }];
    fc.assert(fc.property(fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }), fc.integer({ min: 1, max: 4 }), (arrival, size) => {
      let standing = order();
      const again: string[] = [];
      const ends: string[] = [];
      for (let at = 0; at < arrival.length; at += size) {
        const settled = settle(standing, arrival.slice(at, at + size), NOW);
        again.push(...settled.paidBackAgain.map((fact) => fact.ref));
        ends.push(...settled.steps.filter(({ to }) => to === 'refunded' || to === 'canceled').map(({ fact }) => fact.ref));
        standing = { ...standing, status: settled.status, payment_id: settled.payment_id, facts: settled.facts };
      }
      expect(ends).toHaveLength(1);
      expect([...ends, ...again].sort()).toEqual(['dsp_pmt_1', 'dsp_second', 'ref_1']);
    }));
  });

  describe('of which parts go back', () => {
    const back = (n: number): OrderFactTold => partEnd('refund_part_succeeded', n);
    const heard = (from: Standing, ...told: OrderFactTold[]) => settle(from, told, NOW);
    const after = (from: Standing, { status, facts }: Settled): Standing => ({ ...from, status, facts });

    it('stays paid until the last of them, and names each once', () => {
      const first = heard(paid(), part(1, 500), back(1), back(1));
      expect(first).toMatchObject({ status: 'paid', steps: [], partly: [{ ref: 'part_1', counts: true }], paidBackAgain: [] });
      const second = heard(after(paid(), first), back(1), part(2, 1_499));
      expect(second).toMatchObject({ status: 'paid', partly: [], heard: [{ ref: 'part_2' }] });
      expect(heard(after(paid(), second), back(2))).toMatchObject({ status: 'refunded', steps: [{ from: 'paid', to: 'refunded', by: 'refund.succeeded', fact: { ref: 'part_2' } }], partly: [] });
    });

    it('counts what has failed as there again, and what is on its way as gone', () => {
      const settled = heard(paid(), part(1, 500), partEnd('refund_part_failed', 1), part(2, 300), part(3, 200), back(3));
      const parts = partsOf({ payment_id: P1, facts: settled.facts });
      expect([parts.gone, parts.open].map((lines) => lines.flat().map(({ shares }) => shares))).toEqual([[[200]], [[300]]]);
    });

    it.each([[1_999, 500], [1_499, 0], [1_600, 101]] as const)('loses to a bank that takes %i only what had gone back: %i', (taken, again) => {
      const lost = heard(paid(), part(1, 500), back(1), { ...dispute('lost'), amount_minor: taken } as OrderFactTold);
      expect([lost.status, lost.paidBackAgain.map(({ kind, again_minor }) => [kind, again_minor])]).toEqual(['canceled', again ? [['dispute_lost', again]] : []]);
    });

    it('mirrors a part that arrives after the bank has left it, and calls one that it has not left a second time', () => {
      const lost = (amount_minor: number) => heard(paid(), part(1, 500), { ...dispute('lost'), amount_minor } as OrderFactTold);
      expect(heard(after(paid(), lost(1_499)), back(1))).toMatchObject({ status: 'canceled', partly: [{ ref: 'part_1', counts: true }], paidBackAgain: [] });
      const twice = heard(after(paid(), lost(1_999)), back(1));
      expect(twice).toMatchObject({ status: 'canceled', partly: [], paidBackAgain: [{ ref: 'part_1', counts: false, again_minor: 500 }] });
      expect(heard(after(paid(), twice), back(1))).toMatchObject({ partly: [], paidBackAgain: [], changed: false });
    });
  });

  it('never leaves its end', () => {
    const canceled = settle(paid(), [dispute('lost')], NOW);
    expect(settle({ ...paid(), status: canceled.status, facts: canceled.facts }, [requested(1), refund('refund_succeeded', 1), dispute('won')], NOW).status).toBe('canceled');
  });
});

describe('the state machine', () => {
  /** What the world can tell of one order, each history with the state that it ends in. */
  const HISTORIES: { told: OrderFactTold[]; ends: OrderStatus; given_back?: string[] }[] = [
    { told: [captured(P1)], ends: 'paid' },
    { told: [captured(P1), ended(P1)], ends: 'paid' },
    { told: [ended(P1), ended(P2)], ends: 'reattempted' },
    { told: [captured(P1), captured(P2), ended(P2)], ends: 'paid', given_back: [P2] },
    { told: [ended(P1), captured(P2)], ends: 'paid' },
    { told: [captured(P1), requested(1), refund('refund_succeeded', 1)], ends: 'refunded' },
    { told: [captured(P1), requested(1), refund('refund_failed', 1)], ends: 'paid' },
    { told: [captured(P1), requested(1), refund('refund_failed', 1), requested(2), refund('refund_succeeded', 2)], ends: 'refunded' },
    { told: [captured(P1), refund('refund_succeeded', 1)], ends: 'refunded' },
    { told: [captured(P1), requested(1), refund('refund_failed', 1), refund('refund_succeeded', 2)], ends: 'refunded' },
    { told: [captured(P1), dispute('opened'), dispute('won')], ends: 'paid' },
    { told: [captured(P1), dispute('opened'), dispute('lost'), ended(P1)], ends: 'canceled' },
    { told: [captured(P1), requested(1), dispute('opened'), dispute('lost')], ends: 'canceled' },
    { told: [captured(P1), requested(1), dispute('opened'), refund('refund_succeeded', 1)], ends: 'refunded' },
    { told: [captured(P1), requested(1), refund('refund_failed', 1), dispute('opened'), dispute('won')], ends: 'paid' },
    { told: [captured(P1), dispute('opened'), captured(P2)], ends: 'disputed', given_back: [P2] },
    { told: [captured(P1), part(1, 500), partEnd('refund_part_succeeded', 1)], ends: 'paid' },
    { told: [captured(P1), part(1, 500), partEnd('refund_part_succeeded', 1), part(2, 1_499), partEnd('refund_part_succeeded', 2)], ends: 'refunded' },
    { told: [captured(P1), part(1, 1_999), partEnd('refund_part_failed', 1), requested(1), refund('refund_succeeded', 1)], ends: 'refunded' },
    { told: [captured(P1), part(1, 500), dispute('opened'), partEnd('refund_part_succeeded', 1), dispute('lost')], ends: 'canceled' },
    { told: [captured(P1), part(1, 1_999), dispute('opened'), partEnd('refund_part_succeeded', 1)], ends: 'refunded' },
  ];

  it.each(HISTORIES.map((history) => [history.told.map((fact) => `${fact.kind} ${fact.ref}`).join(', '), history] as const))('ends the same however these arrive: %s', (_, history) => {
    const withRepeats = fc.shuffledSubarray([...history.told, ...history.told], { minLength: history.told.length * 2 });
    fc.assert(fc.property(withRepeats, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }), (arrival, batches) => {
      let standing = order();
      const givenBack: string[] = [];
      for (let at = 0, i = 0; at < arrival.length; i++) {
        const size = batches[i % batches.length]!;
        const settled = settle(standing, arrival.slice(at, at + size), NOW);
        for (const step of settled.steps) expect(isAllowed(step.from, step.to, step.by)).toBe(true);
        givenBack.push(...settled.overpaid.map((fact) => fact.payment_id));
        standing = { ...standing, status: settled.status, payment_id: settled.payment_id, facts: settled.facts };
        at += size;
      }
      expect(standing.status).toBe(history.ends);
      expect(givenBack).toEqual(history.given_back ?? []);
    }), { numRuns: 300 });
  });

  it('has no way out of its ends and reaches every state', () => {
    expect(TRANSITIONS.filter((edge) => edge.from === 'refunded' || edge.from === 'canceled')).toEqual([]);
    const reached = new Set<OrderStatus>(['created']);
    for (let i = 0; i < 8; i++) for (const edge of TRANSITIONS) if (reached.has(edge.from)) reached.add(edge.to);
    expect([...reached].sort()).toEqual(['canceled', 'captured', 'created', 'disputed', 'paid', 'reattempted', 'refund_requested', 'refunded']);
  });
});
