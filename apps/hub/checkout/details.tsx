import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageKey, Say } from '../messages/messages.js';
import type { CheckoutSession, Field } from './session.js';
import type { Checkout } from './use-checkout.js';

interface DetailsProps {
  checkout: Checkout;
  say: Say;
  countries: CheckoutSession['countries'];
  /** The order carries everything: it stands in one line, until it is to be changed. */
  isBrief: boolean;
}

const regionWord = (country: string | null): 'us_state' | 'province' | 'region' => (country === 'US' ? 'us_state' : country === 'CA' ? 'province' : 'region');

/** A field with its label and what is wrong with it. */
function Labelled({ field, label, text, children }: { field: Field; label: string; text: string | undefined; children: JSX.Element | JSX.Element[] }) {
  return (
    <div class="field">
      <label for={field}>{label}</label>
      {children}
      <p class="error" id={`${field}-problem`} role="alert">{text ?? ''}</p>
    </div>
  );
}

function InOneLine({ checkout, say, onChange }: { checkout: Checkout; say: Say; onChange: () => void }) {
  const { place, email } = checkout.view;
  const where = [place.country_name ?? place.country, place.regions.find(({ code }) => code === place.region)?.name, place.postcode].filter(Boolean).join(', ');
  return (
    <section class="panel" aria-label={say('your_details')}>
      <p class="brief">
        <span>{email} · {where}</span>
        <button class="button quiet small" type="button" disabled={checkout.isPaying} onClick={onChange}>{say('change')}</button>
      </p>
    </section>
  );
}

/** E-mail and place: only what the tax of the place needs is asked. */
export function Details({ checkout, say, countries, isBrief }: DetailsProps) {
  const [isOpen, setOpen] = useState(!isBrief);
  const wasFaulty = useRef(false);
  wasFaulty.current ||= Object.keys(checkout.faults).length > 0;
  useEffect(() => { if (isBrief && isOpen) document.getElementById('email')?.focus(); }, [isOpen]);
  return isOpen || wasFaulty.current ? <Fields checkout={checkout} say={say} countries={countries} /> : <InOneLine checkout={checkout} say={say} onChange={() => setOpen(true)} />;
}

function Fields({ checkout, say, countries }: Omit<DetailsProps, 'isBrief'>) {
  const { typed, faults, isPaying, type, leave, view: { place } } = checkout;
  const common = (field: Field, more = '') => ({ id: field, name: field, disabled: isPaying, value: typed[field], 'aria-describedby': `${field}-problem${more}`, ...(faults[field] ? { 'aria-invalid': 'true' as const } : {}) });
  const written = (field: Field) => ({
    onInput: (event: JSX.TargetedEvent<HTMLInputElement>) => type(field, event.currentTarget.value), onBlur: (event: JSX.TargetedEvent<HTMLInputElement>) => leave(field, event.currentTarget.value),
  });
  const chosen = (field: Field) => ({ onChange: (event: JSX.TargetedEvent<HTMLSelectElement>) => leave(field, event.currentTarget.value) });
  const known = countries.some(({ code }) => code === place.country) || !place.country ? countries : [{ code: place.country, name: place.country_name ?? place.country }, ...countries];
  const postcodeWord: MessageKey = place.country === 'US' ? 'zip' : 'postcode';
  // What another country needs is not known before its answer.
  const needs = typed.country === place.country ? place.needs : { region: false, postcode: false };
  return (
    <section class="panel" aria-labelledby="details-title">
      <h2 id="details-title">{say('your_details')}</h2>
      <Labelled field="email" label={say('email')} text={faults.email}>
        <input type="email" autocomplete="email" inputMode="email" required maxLength={254} {...common('email', ' email-hint')} {...written('email')} />
        <p class="hint" id="email-hint">{say(checkout.view.seller === null ? 'email_hint' : 'email_hint_studio')}</p>
      </Labelled>
      <Labelled field="country" label={say('country')} text={faults.country}>
        <select autocomplete="country" {...common('country')} {...chosen('country')} disabled={isPaying || place.country_locked}>
          {typed.country ? null : <option value="">{say('region_choose')}</option>}
          {known.map(({ code, name }) => <option value={code}>{name}</option>)}
        </select>
      </Labelled>
      {needs.region ? (
        <Labelled field="region" label={say(regionWord(place.country))} text={faults.region}>
          <select autocomplete="address-level1" required {...common('region')} {...chosen('region')}>
            <option value="">{say('region_choose')}</option>
            {place.regions.map(({ code, name }) => <option value={code}>{name}</option>)}
          </select>
        </Labelled>
      ) : null}
      {needs.postcode ? (
        <Labelled field="postcode" label={say(postcodeWord)} text={faults.postcode}>
          <input type="text" autocomplete="postal-code" required maxLength={16} {...common('postcode')} {...written('postcode')} />
        </Labelled>
      ) : null}
    </section>
  );
}
