import type { ComponentChildren } from 'preact';
import type { HubView } from '#store/storefront/queries';
import { ItemArt } from './art.js';
import { LOCALES, type Locale, type Say } from './messages/messages.js';
import { PlaceButton, PlaceSheet } from './place.js';
import type { CountryChoice, SellingHere } from './selling.js';
import type { Visit } from './visits.js';

const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch' };

function Face({ name, picture }: { name: string; picture: string | null }) {
  if (picture) return <img class="face" src={picture} alt="" width="32" height="32" />;
  return <ItemArt class="face" sku={name} type="player" name={name} picture={null} />;
}

/** The name of the game, with its logo or else its first letter, leading to its store. */
function Brand({ hub }: { hub: Pick<HubView, 'name' | 'logo_url' | 'slug'> }) {
  return (
    <a class="brand" href={`/h/${hub.slug}`}>
      {hub.logo_url ? <img src={hub.logo_url} alt="" width="36" height="36" /> : <span class="brand-mark" aria-hidden="true">{[...hub.name][0]}</span>}
      <span>{hub.name}</span>
    </a>
  );
}

function TopBar({ visit, active }: { visit: Visit; active: 'store' | 'purchases' | null }) {
  const { hub, say, base, caller, player, environment } = visit;
  const name = player?.name ?? caller?.playerId;
  return (
    <header class="top">
      {environment === 'sandbox' ? <p class="sandbox">{say('sandbox_notice')}</p> : null}
      <div class="wrap top-row">
        <Brand hub={hub} />
        <nav class="nav" aria-label={say('account')}>
          <a class="to-purchases" href={`${base}/purchases`} aria-current={active === 'purchases' ? 'page' : undefined}>
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d="M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6" /></svg>
            <span>{say('my_purchases')}</span>
          </a>
          {name ? (
            <a class="who" href={`${base}/sign-in`}><span class="sr">{say('signed_in_as', { name })}</span><Face name={name} picture={player?.avatar_url ?? null} /><span class="who-name" aria-hidden="true">{name}</span></a>
          ) : (
            <a class="button small" href={`${base}/sign-in?next=${encodeURIComponent(visit.here)}`}>{say('sign_in')}</a>
          )}
        </nav>
      </div>
    </header>
  );
}

function LanguageLinks({ locale, say, linkTo }: { locale: Locale; say: Say; linkTo: (locale: Locale) => string }) {
  return (
    <nav class="languages" aria-label={say('language')}>
      {LOCALES.map((code) => <a href={linkTo(code)} lang={code} hreflang={code} aria-current={code === locale ? 'true' : undefined}>{LANGUAGE_NAMES[code]}</a>)}
    </nav>
  );
}

interface HubFrameProps {
  visit: Visit;
  /** Known on pages that show prices. */
  selling?: SellingHere;
  countries: CountryChoice[];
  active?: 'store' | 'purchases' | null;
  children: ComponentChildren;
}

/** What stands around every page of a hub. */
export function HubFrame({ visit, selling, countries, active = null, children }: HubFrameProps) {
  const { say, hub, base, here, locale, caller } = visit;
  return (
    <>
      <TopBar visit={visit} active={active} />
      <main id="content" tabIndex={-1}>{children}</main>
      <footer class="foot">
        <div class="wrap">
          <PlaceButton visit={visit} selling={selling} class="place plain" />
          <LanguageLinks locale={locale} say={say} linkTo={(code) => `${base}/preferences?locale=${code}&next=${encodeURIComponent(here)}`} />
          {caller?.playerId ? <button class="button quiet small" type="button" data-sign-out>{say('sign_out')}</button> : null}
          {hub.back_to_game_url ? <a href={hub.back_to_game_url}>{say('back_to_game')}</a> : null}
          <p class="muted small-print">{say(selling?.isByStudio ? 'sold_by_studio' : 'sold_by', { name: hub.name })} <a href="/charge">{say('charge_link')}</a></p>
          <p class="small-print"><a href={`/withdraw/${hub.game_id}`}>{say('withdraw_link')}</a></p>
          <PlaceSheet visit={visit} countries={countries} />
        </div>
      </footer>
    </>
  );
}

/** A page that says one thing and has a way on; under the name of its hub, where that is known. */
export function Notice({ hub, title, text, action }: { hub: HubView | null; title: string; text: string; action: { href: string; label: string } }) {
  return (
    <>
      {hub ? <header class="top"><div class="wrap top-row"><Brand hub={hub} /></div></header> : null}
      <main id="content" class="wrap narrow" tabIndex={-1}>
        <section class="panel notice">
          <h1>{title}</h1>
          <p>{text}</p>
          <a class="button wide" href={action.href}>{action.label}</a>
        </section>
      </main>
    </>
  );
}
