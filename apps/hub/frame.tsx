import type { ComponentChildren } from 'preact';
import { ItemArt } from './art.js';
import { LOCALES, type Locale, type Say } from './messages/messages.js';
import type { CountryChoice } from './selling.js';
import type { Visit } from './visits.js';

const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch' };

function Face({ name, picture }: { name: string; picture: string | null }) {
  if (picture) return <img class="face" src={picture} alt="" width="32" height="32" />;
  return <ItemArt class="face" sku={name} type="player" name={name} picture={null} />;
}

function TopBar({ visit, active }: { visit: Visit; active: 'store' | 'purchases' | null }) {
  const { hub, say, base, caller, player, environment } = visit;
  const name = player?.name ?? caller?.playerId;
  return (
    <header class="top">
      {environment === 'sandbox' ? <p class="sandbox">{say('sandbox_notice')}</p> : null}
      <div class="wrap top-row">
        <a class="brand" href={base}>
          {hub.logo_url ? <img src={hub.logo_url} alt="" width="36" height="36" /> : <span class="brand-mark" aria-hidden="true">{[...hub.name][0]}</span>}
          <span>{hub.name}</span>
        </a>
        <nav class="nav" aria-label={say('account')}>
          <a href={`${base}/purchases`} aria-current={active === 'purchases' ? 'page' : undefined}>{say('my_purchases')}</a>
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

export function CountryForm({ visit, countries, id }: { visit: Visit; countries: CountryChoice[]; id: string }) {
  const { say, base, here, country } = visit;
  return (
    <form class="inline-form" method="get" action={`${base}/preferences`}>
      <input type="hidden" name="next" value={here} />
      <label for={id}>{say('country')}</label>
      <select id={id} name="country">
        {countries.map(({ code, name }) => <option value={code} selected={code === country}>{name}</option>)}
      </select>
      <button class="button quiet small" type="submit">{say('change')}</button>
    </form>
  );
}

function LanguageLinks({ locale, say, linkTo }: { locale: Locale; say: Say; linkTo: (locale: Locale) => string }) {
  return (
    <nav class="languages" aria-label={say('language')}>
      {LOCALES.map((code) => <a href={linkTo(code)} lang={code} hreflang={code} aria-current={code === locale ? 'true' : undefined}>{LANGUAGE_NAMES[code]}</a>)}
    </nav>
  );
}

/** What stands around every page of a hub. */
export function HubFrame({ visit, countries, active = null, children }: { visit: Visit; countries: CountryChoice[]; active?: 'store' | 'purchases' | null; children: ComponentChildren }) {
  const { say, hub, base, here, locale, caller } = visit;
  return (
    <>
      <TopBar visit={visit} active={active} />
      <main id="content" tabIndex={-1}>{children}</main>
      <footer class="foot">
        <div class="wrap">
          <CountryForm visit={visit} countries={countries} id="country" />
          <LanguageLinks locale={locale} say={say} linkTo={(code) => `${base}/preferences?locale=${code}&next=${encodeURIComponent(here)}`} />
          {caller?.playerId ? <button class="button quiet small" type="button" data-sign-out>{say('sign_out')}</button> : null}
          {hub.back_to_game_url ? <a href={hub.back_to_game_url}>{say('back_to_game')}</a> : null}
          <p class="muted small-print">{say('sold_by', { name: hub.name })}</p>
        </div>
      </footer>
    </>
  );
}

/** A page that says one thing and has a way on. */
export function Notice({ title, text, action, tone = 'plain' }: { title: string; text: string; action: { href: string; label: string }; tone?: 'plain' | 'bad' }) {
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class={`panel notice ${tone}`}>
        <h1>{title}</h1>
        <p>{text}</p>
        <a class="button wide" href={action.href}>{action.label}</a>
      </section>
    </main>
  );
}
