import { KYB_STATUSES, REQUIREMENTS } from '../contracts/words.js';
import { isOpen, requirementsBy, toDoAbout, type ReadinessFacts } from './readiness.js';
import { validUntil } from './tax-forms.js';
import { afterDecision, afterSubmission } from './verification.js';

const READY: ReadinessFacts = { kyb_status: 'approved', acceptable_use: 'accepted', has_webhooks: true, has_sandbox_grant: true, has_payment_provider: true, has_tax_registration: true };

describe('what a live game needs', () => {
  it.each<[Partial<ReadinessFacts>, string, 'studio' | 'operator']>([
    [{ kyb_status: 'not_started' }, 'verification_approved', 'studio'],
    [{ kyb_status: 'submitted' }, 'verification_approved', 'operator'],
    [{ kyb_status: 'needs_information' }, 'verification_approved', 'studio'],
    [{ kyb_status: 'suspended' }, 'verification_approved', 'operator'],
    [{ acceptable_use: 'not_accepted' }, 'acceptable_use_accepted', 'studio'],
    [{ acceptable_use: 'not_published' }, 'acceptable_use_accepted', 'operator'],
    [{ has_webhooks: false }, 'webhooks_verified', 'studio'],
    [{ has_sandbox_grant: false }, 'sandbox_grant_acknowledged', 'studio'],
    [{ has_payment_provider: false }, 'payment_provider', 'operator'],
    [{ has_tax_registration: false }, 'tax_registration', 'operator'],
  ])('%j: %s, and it is the turn of the %s', (changes, id, by) => {
    const facts = { ...READY, ...changes };
    const requirements = requirementsBy(facts, [], 10);
    expect(requirements.filter(({ is_met }) => !is_met).map((each) => each.id)).toEqual([id]);
    expect(isOpen(requirements, facts.kyb_status, false)).toBe(false);
    expect(toDoAbout(requirements.find(({ is_met }) => !is_met)!.id, facts).by).toBe(by);
  });

  it('keeps since when each is so, and dates what has changed', () => {
    const before = requirementsBy({ ...READY, has_webhooks: false }, [], 10);
    expect(requirementsBy(READY, before, 20).map(({ since }) => since)).toEqual(REQUIREMENTS.map((id) => (id === 'webhooks_verified' ? 20 : 10)));
  });

  it.each(KYB_STATUSES)('a waiver stands for whatever is missing, of a studio that is %s', (status) => {
    const requirements = requirementsBy({ ...READY, kyb_status: status, has_webhooks: false }, [], 1);
    expect(isOpen(requirements, status, true)).toBe(!['rejected', 'suspended'].includes(status));
    expect(isOpen(requirementsBy(READY, [], 1), status, false)).toBe(!['rejected', 'suspended'].includes(status));
  });
});

describe('a verification', () => {
  it.each<[Parameters<typeof afterDecision>[0], string]>([
    ['start_review', 'submitted'],
    ['request_information', 'submitted in_review'],
    ['approve', 'submitted in_review approved suspended'],
    ['reject', 'submitted in_review needs_information suspended'],
    ['suspend', 'not_started submitted in_review needs_information approved rejected'],
  ])('%s is decided of one that is %s, and of no other', (kind, from) => {
    expect(KYB_STATUSES.filter((status) => afterDecision(kind, status) !== null).join(' ')).toBe(from);
  });

  it('of a studio that submits other data stays what staff have decided', () => {
    expect(KYB_STATUSES.map(afterSubmission)).toEqual(['submitted', 'submitted', 'submitted', 'submitted', 'approved', 'submitted', 'suspended']);
  });
});

it.each([['w8ben', '2025-12-31', '2028-12-31'], ['w8eci', '2026-01-01', '2029-12-31'], ['w9', '2026-01-01', null], ['not_needed', null, null]] as const)('a form %s of %s counts until %s', (form, signed, until) => {
  expect(validUntil(form, signed)).toBe(until);
});
