import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Say } from '../messages/messages.js';
import type { Business, BusinessField } from './use-business.js';
import type { Checkout } from './use-checkout.js';

interface BusinessBoxProps {
  checkout: Checkout;
  say: Say;
}

function Told({ checkout: { view, business, isPaying }, say }: BusinessBoxProps) {
  const { told } = view.business;
  const buttons = (
    <button class="button quiet small" type="button" id="business-open" disabled={isPaying || !view.business.tax_id_form} onClick={business.open}>{told ? say('business_change') : say('business_question')}</button>
  );
  return told ? (
    <>
      <p class="brief"><span>{told.name} · {told.tax_id}</span>{buttons}</p>
      <p class="hint" role="status">{view.amounts?.is_reverse_charge ? say('reverse_charge') : say('business_charged')}</p>
    </>
  ) : <p class="brief">{buttons}</p>;
}

function Fields({ checkout: { view, business, isPaying }, say }: BusinessBoxProps) {
  const { typed, faults } = business;
  const form = view.business.tax_id_form!;
  const common = (field: BusinessField, more = '') => ({
    id: field, name: field, required: true, disabled: isPaying, value: typed[field], 'aria-describedby': `${field}-problem${more}`, ...(faults[field] ? { 'aria-invalid': 'true' as const } : {}),
    onInput: (event: JSX.TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => business.type(field, event.currentTarget.value),
  });
  const problem = (field: BusinessField) => <p class="error" id={`${field}-problem`} role="alert">{faults[field] ?? ''}</p>;
  const told = async (): Promise<void> => {
    const inTheWay = await business.apply();
    document.getElementById(inTheWay ?? 'business-open')?.focus();
  };
  return (
    <>
      <p class="hint">{say('business_why')}</p>
      <div class="field">
        <label for="tax_id">{say('tax_id', { label: form.label })}</label>
        <input type="text" maxLength={40} autocomplete="off" autocapitalize="characters" spellcheck={false} {...common('tax_id', ' tax_id-hint')} />
        <p class="hint" id="tax_id-hint">{say('tax_id_shape', { shape: form.shape })}</p>
        {problem('tax_id')}
      </div>
      <div class="field">
        <label for="business_name">{say('business_name')}</label>
        <input type="text" maxLength={200} autocomplete="organization" {...common('business_name')} />
        {problem('business_name')}
      </div>
      <div class="field">
        <label for="business_address">{say('business_address')}</label>
        <textarea rows={3} maxLength={1_000} autocomplete="street-address" {...common('business_address')} />
        {problem('business_address')}
      </div>
      <p class="brief">
        <button class="button small" type="button" disabled={isPaying || business.isSaving} aria-busy={business.isSaving} onClick={() => void told()}>{say('business_use')}</button>
        <button class="button quiet small" type="button" disabled={isPaying || business.isSaving} onClick={() => void business.leave()}>{say('business_leave')}</button>
      </p>
    </>
  );
}

/** Where the buyer says that a business buys, and what its invoice needs. Not there where no tax ids are known. */
export function BusinessBox({ checkout, say }: BusinessBoxProps) {
  const { view, business } = checkout;
  const isOpen: Business['isOpen'] = business.isOpen && view.business.tax_id_form !== null;
  const was = useRef(isOpen);
  useEffect(() => {
    if (isOpen && !was.current) document.getElementById('tax_id')?.focus();
    was.current = isOpen;
  }, [isOpen]);
  if (!view.business.told && !view.business.tax_id_form) return null;
  return (
    <section class="panel" aria-label={say('business_title')}>
      {isOpen ? <Fields checkout={checkout} say={say} /> : <Told checkout={checkout} say={say} />}
    </section>
  );
}
