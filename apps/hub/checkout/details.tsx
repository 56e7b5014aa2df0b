import type { CheckoutView } from '#sales/checkout/queries';
import type { MessageKey, Say } from '../messages/messages.js';
import type { Faults, Field } from './session.js';

interface DetailsProps {
  view: CheckoutView;
  say: Say;
  countries: { code: string; name: string }[];
  typed: { email: string; region: string; postcode: string };
  faults: Faults;
  isDisabled: boolean;
  onType: (field: Field, value: string) => void;
  onLeave: (field: Field, value: string) => void;
}

const regionWord = (country: string | null): 'us_state' | 'province' | 'region' => (country === 'US' ? 'us_state' : country === 'CA' ? 'province' : 'region');

function Problem({ id, text }: { id: string; text: string | undefined }) {
  return <p class="error" id={`${id}-problem`} role="alert">{text ?? ''}</p>;
}

/** E-mail and place: only what the tax of the place needs is asked. */
export function Details({ view, say, countries, typed, faults, isDisabled, onType, onLeave }: DetailsProps) {
  const { place } = view;
  const described = (field: Field, more = '') => ({ 'aria-describedby': `${field}-problem${more}`, ...(faults[field] ? { 'aria-invalid': 'true' as const } : {}) });
  const known = countries.some(({ code }) => code === place.country) || !place.country ? countries : [{ code: place.country, name: place.country_name ?? place.country }, ...countries];
  const postcodeWord: MessageKey = place.country === 'US' ? 'zip' : 'postcode';
  return (
    <section class="panel" aria-labelledby="details-title">
      <h2 id="details-title">{say('your_details')}</h2>
      <div class="field">
        <label for="email">{say('email')}</label>
        <input id="email" name="email" type="email" autocomplete="email" inputMode="email" required maxLength={254} value={typed.email} disabled={isDisabled} {...described('email', ' email-hint')}
          onInput={(event) => onType('email', event.currentTarget.value)} onBlur={(event) => onLeave('email', event.currentTarget.value)} />
        <p class="hint" id="email-hint">{say('email_hint')}</p>
        <Problem id="email" text={faults.email} />
      </div>
      <div class="field">
        <label for="country">{say('country')}</label>
        <select id="country" name="country" autocomplete="country" value={place.country ?? ''} disabled={isDisabled || place.country_locked} {...described('country')} onChange={(event) => onLeave('country', event.currentTarget.value)}>
          {place.country ? null : <option value="">{say('region_choose')}</option>}
          {known.map(({ code, name }) => <option value={code}>{name}</option>)}
        </select>
        <Problem id="country" text={faults.country} />
      </div>
      {place.needs.region ? (
        <div class="field">
          <label for="region">{say(regionWord(place.country))}</label>
          <select id="region" name="region" autocomplete="address-level1" required value={typed.region} disabled={isDisabled} {...described('region')} onChange={(event) => onLeave('region', event.currentTarget.value)}>
            <option value="">{say('region_choose')}</option>
            {place.regions.map(({ code, name }) => <option value={code}>{name}</option>)}
          </select>
          <Problem id="region" text={faults.region} />
        </div>
      ) : null}
      {place.needs.postcode ? (
        <div class="field">
          <label for="postcode">{say(postcodeWord)}</label>
          <input id="postcode" name="postcode" type="text" autocomplete="postal-code" required maxLength={16} value={typed.postcode} disabled={isDisabled} {...described('postcode')}
            onInput={(event) => onType('postcode', event.currentTarget.value)} onBlur={(event) => onLeave('postcode', event.currentTarget.value)} />
          <Problem id="postcode" text={faults.postcode} />
        </div>
      ) : null}
    </section>
  );
}
