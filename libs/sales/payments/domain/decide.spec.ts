import fc from 'fast-check';
import type { PaymentStatus } from '../contracts/queries.js';
import { nextStep, statusAfterDispute, type Attempt, type Step } from './decide.js';
import type { SeenPayment } from './payment-gateway.js';
import { mayBecome } from './payment-states.js';

const OPEN: Attempt = { status: 'created', amount_minor: 1999, currency: 'EUR', provider_state: null, action_url: null, has_instructions: false, dispute_id: null, dispute_stage: null, is_mismatched: false, is_to_review: false, is_refunding: false };
const SEEN: SeenPayment = {
  provider_reference: 'psp_1', reference: 'pmt_1', state: 'pending', asked_minor: 1999, captured_minor: 0, currency: 'EUR', fee_minor: 0, card: null, three_ds: null, action_url: null, fail_code: null,
  dispute: null, fraud_reported_at: null,
};
const captured = (told: Partial<SeenPayment> = {}): SeenPayment => ({ ...SEEN, state: 'captured', captured_minor: 1999, fee_minor: 88, ...told });
const disputed = (stage: 'opened' | 'won' | 'lost') => captured({ dispute: { id: 'psd_1', stage, reason: null } });

/** What the repository does with a step, on plain values. */
function after(attempt: Attempt, step: Step, seen: SeenPayment): Attempt {
  const to = (status: PaymentStatus): Attempt => {
    if (!mayBecome(attempt.status, status)) throw new Error(`${attempt.status} → ${status} is not in the table`);
    return { ...attempt, status, provider_state: null, action_url: null, has_instructions: false };
  };
  switch (step.step) {
    case 'waits': return { ...attempt, provider_state: seen.state, action_url: seen.action_url, has_instructions: attempt.has_instructions || Boolean(seen.instructions) };
    case 'captured': return to('done');
    case 'captured_late': return to('refund_requested');
    case 'mismatched': case 'held_for_review': return { ...attempt, is_mismatched: true };
    case 'ended': return to(step.status);
    case 'disputed': {
      const status = statusAfterDispute(attempt, step.stage);
      return { ...(status === attempt.status ? attempt : to(status)), dispute_id: seen.dispute!.id, dispute_stage: step.stage };
    }
  }
}

/** Follows what is seen to its end; the names of the steps that were taken. */
function follow(attempt: Attempt, seen: SeenPayment): { attempt: Attempt; steps: string[] } {
  const steps: string[] = [];
  for (let i = 0; i < 6; i++) {
    const step = nextStep(attempt, seen);
    if (!step) return { attempt, steps };
    steps.push(step.step === 'disputed' ? `disputed ${step.stage}` : step.step);
    attempt = after(attempt, step, seen);
  }
  throw new Error('It never ends');
}

describe('the next step of an attempt', () => {
  it.each<[string, Partial<Attempt>, SeenPayment, Step | null]>([
    ['waits for an action', {}, { ...SEEN, state: 'requires_action', action_url: 'http://a' }, { step: 'waits' }],
    ['knows already that it waits', { provider_state: 'pending' }, SEEN, null],
    ['learns how it is paid elsewhere', { provider_state: 'pending' }, { ...SEEN, instructions: { kind: 'voucher', reference: '1', url: null, due_at: null } }, { step: 'waits' }],
    ['knows how it is paid elsewhere', { provider_state: 'pending', has_instructions: true }, { ...SEEN, instructions: { kind: 'voucher', reference: '1', url: null, due_at: null } }, null],
    ['is captured as asked', {}, captured(), { step: 'captured' }],
    ['is held when a cent more was taken', {}, captured({ captured_minor: 2000 }), { step: 'mismatched' }],
    ['is held when less was taken', {}, captured({ captured_minor: 1 }), { step: 'mismatched' }],
    ['is held when another currency was taken', {}, captured({ currency: 'USD' }), { step: 'mismatched' }],
    ['is declined', {}, { ...SEEN, state: 'declined', fail_code: '2051' }, { step: 'ended', status: 'failed', fail_code: '2051' }],
    ['is called off by the payer', {}, { ...SEEN, state: 'failed', fail_code: 'cancelled_by_payer' }, { step: 'ended', status: 'canceled', fail_code: 'cancelled_by_payer' }],
    ['expires', {}, { ...SEEN, state: 'expired' }, { step: 'ended', status: 'expired', fail_code: 'left_unfinished' }],
    ['is voided', {}, { ...SEEN, state: 'voided' }, { step: 'ended', status: 'voided', fail_code: 'called_off' }],
    ['does nothing more when it is done', { status: 'done' }, captured(), null],
    ['does not fall back from done to waiting', { status: 'done' }, SEEN, null],
    ['does not end what is done', { status: 'done' }, { ...SEEN, state: 'declined' }, null],
    ['gives back what came after its end', { status: 'abandoned' }, captured(), { step: 'captured_late' }],
    ['holds what came after its end in another amount', { status: 'canceled' }, captured({ captured_minor: 5 }), { step: 'mismatched' }],
    ['stays ended when the provider ends it too', { status: 'canceled' }, { ...SEEN, state: 'voided' }, null],
    ['is left alone while a person looks at it', { is_mismatched: true }, captured(), null],
    ['is disputed', { status: 'done' }, disputed('opened'), { step: 'disputed', stage: 'opened' }],
    ['is not disputed again by a late word', { status: 'done', dispute_id: 'psd_1', dispute_stage: 'won' }, disputed('opened'), null],
    ['stays lost', { status: 'chargeback', dispute_id: 'psd_1', dispute_stage: 'lost' }, disputed('opened'), null],
    ['is disputed though it was refunded', { status: 'refunded' }, disputed('lost'), { step: 'disputed', stage: 'opened' }],
    ['loses its dispute though it was refunded meanwhile', { status: 'refunded', dispute_id: 'psd_1', dispute_stage: 'opened' }, disputed('lost'), { step: 'disputed', stage: 'lost' }],
    ['wins its dispute though it was refunded meanwhile', { status: 'refunded', dispute_id: 'psd_1', dispute_stage: 'opened' }, disputed('won'), { step: 'disputed', stage: 'won' }],
    ['is disputed while a person looks at its amount', { is_mismatched: true }, disputed('opened'), { step: 'disputed', stage: 'opened' }],
    ['is disputed a second time after the first one was won', { status: 'done', dispute_id: 'psd_0', dispute_stage: 'won' }, disputed('opened'), { step: 'disputed', stage: 'opened' }],
    ['does not take the end of another dispute for that of its own', { status: 'dispute', dispute_id: 'psd_0', dispute_stage: 'opened' }, disputed('lost'), null],
    ['is not disputed before there is money', {}, { ...disputed('opened'), state: 'pending' }, { step: 'waits' }],
  ])('%s', (_name, attempt, seen, expected) => {
    expect(nextStep({ ...OPEN, ...attempt }, seen)).toEqual(expected);
  });

  it('walks the whole chain when the provider is far ahead', () => {
    expect(follow(OPEN, disputed('lost'))).toMatchObject({ steps: ['captured', 'disputed opened', 'disputed lost'], attempt: { status: 'chargeback' } });
    expect(follow(OPEN, disputed('won'))).toMatchObject({ steps: ['captured', 'disputed opened', 'disputed won'], attempt: { status: 'done' } });
  });

  it.each<[string, PaymentStatus, boolean, 'opened' | 'won' | 'lost', PaymentStatus]>([
    ['is frozen', 'done', false, 'opened', 'dispute'],
    ['is frozen while it is going back', 'refund_requested', true, 'opened', 'dispute'],
    ['is ours again', 'dispute', false, 'won', 'done'],
    ['is going back as before', 'dispute', true, 'won', 'refund_requested'],
    ['is gone', 'dispute', false, 'lost', 'chargeback'],
    ['stays refunded', 'refunded', false, 'opened', 'refunded'],
    ['stays refunded when it is lost as well', 'refunded', false, 'lost', 'refunded'],
    ['stays refunded when it is won', 'refunded', false, 'won', 'refunded'],
    ['stays held for a person', 'created', false, 'lost', 'created'],
    ['stays gone', 'chargeback', false, 'opened', 'chargeback'],
  ])('%s', (_name, status, is_refunding, stage, expected) => {
    expect(statusAfterDispute({ status, is_refunding }, stage)).toBe(expected);
  });

  const HISTORIES: [string, SeenPayment[], PaymentStatus][] = [
    ['a lost dispute', [{ ...SEEN, state: 'requires_action', action_url: 'http://a' }, captured(), disputed('opened'), disputed('lost')], 'chargeback'],
    ['a won dispute', [SEEN, captured(), disputed('opened'), disputed('won')], 'done'],
    ['a plain sale', [{ ...SEEN, state: 'authorised' }, SEEN, captured()], 'done'],
    ['a decline', [{ ...SEEN, state: 'requires_action', action_url: 'http://a' }, { ...SEEN, state: 'failed', fail_code: 'authentication_failed' }], 'failed'],
  ];

  it.each(HISTORIES)('comes to the same end in whichever order it hears of %s, and tells each fact once', (_name, history, end) => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: history.length - 1 }), { maxLength: 12 }), fc.shuffledSubarray(history.map((_, i) => i), { minLength: history.length }), (before, all) => {
      let attempt = OPEN;
      const told: string[] = [];
      for (const index of [...before, ...all]) {
        const followed = follow(attempt, history[index]!);
        attempt = followed.attempt;
        told.push(...followed.steps.filter((step) => step !== 'waits'));
      }
      expect(attempt.status).toBe(end);
      expect(new Set(told).size).toBe(told.length);
    }));
  });
});
