import { countryName, type CountryChoice, type SellingHere } from './selling.js';
import type { Visit } from './visits.js';

const SHEET = 'place';

/** Says for which country prices are shown, and opens the choice of another: without scripts, by the browser itself. */
export function PlaceButton({ visit, selling, class: className = 'place' }: { visit: Visit; selling?: SellingHere; class?: string }) {
  const { say, country, locale } = visit;
  const prices = say('prices_for', { country: countryName(country, locale) });
  return <button type="button" class={className} popovertarget={SHEET}>{selling?.priceNote ? `${prices} · ${selling.priceNote}` : prices}</button>;
}

export function OtherPlaceButton({ visit }: { visit: Visit }) {
  return <button type="button" class="button quiet" popovertarget={SHEET}>{visit.say('choose_country')}</button>;
}

/** The choice of a country: once on every page, opened from wherever it is needed. Browsers that know no popovers show it at the end of the page. */
export function PlaceSheet({ visit, countries }: { visit: Visit; countries: CountryChoice[] }) {
  const { say, base, here, country } = visit;
  return (
    <div class="sheet" id={SHEET} popover="auto" role="dialog" aria-labelledby="place-title">
      <form class="sheet-form" method="get" action={`${base}/preferences`}>
        <h2 id="place-title">{say('choose_country')}</h2>
        <p class="muted">{say('choose_country_why')}</p>
        <input type="hidden" name="next" value={here} />
        <label for="country">{say('country')}</label>
        <select id="country" name="country" autofocus>
          {countries.map(({ code, name }) => <option value={code} selected={code === country}>{name}</option>)}
        </select>
        <div class="sheet-ways">
          <button class="button" type="submit">{say('change')}</button>
          <button class="button quiet" type="button" popovertarget={SHEET} popovertargetaction="hide">{say('close')}</button>
        </div>
      </form>
    </div>
  );
}
