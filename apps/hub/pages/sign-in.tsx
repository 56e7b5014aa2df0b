import { ItemArt } from '../art.js';
import { HubFrame } from '../frame.js';
import type { CountryChoice } from '../selling.js';
import type { Visit } from '../visits.js';

/** The form, and in place of it, once the game has answered, the name that it says. */
export function SignIn({ visit, next, countries }: { visit: Visit; next: string; countries: CountryChoice[] }) {
  const { say, caller, player } = visit;
  const name = player?.name ?? caller?.playerId;
  return (
    <HubFrame visit={visit} countries={countries}>
      <div class="wrap narrow stack">
        <section class="panel" data-sign-in-panel hidden={Boolean(name)}>
          <h1>{say('sign_in_title')}</h1>
          <p class="muted" id="sign-in-lead">{say('sign_in_lead')}</p>
          <form data-sign-in data-next={next} novalidate>
            <div class="field">
              <label for="player-id">{say('player_id')}</label>
              <input id="player-id" name="player_id" type="text" autocomplete="username" autocapitalize="characters" spellcheck={false} required maxLength={255} aria-describedby="player-id-hint player-id-problem" />
              <p class="hint" id="player-id-hint">{say('player_id_hint')}</p>
              <p class="error" id="player-id-problem" role="alert" data-problem></p>
            </div>
            <button class="button wide" type="submit">{say('continue')}</button>
            <noscript><p class="error">{say('needs_script')}</p></noscript>
          </form>
        </section>
        <section class="panel hello" data-hello hidden={!name} aria-live="polite">
          <div data-hello-face>{name ? (player?.avatar_url ? <img class="face big" src={player.avatar_url} alt="" width="88" height="88" /> : <ItemArt class="face big" sku={name} type="player" name={name} picture={null} />) : null}</div>
          <h1 data-hello-name>{name ? say('is_this_you', { name }) : ''}</h1>
          <p class="muted">{say('signed_in_now')}</p>
          <a class="button wide" href={next} data-hello-next>{say('keep_shopping')}</a>
          <button class="button quiet wide" type="button" data-sign-out>{say('sign_out')}</button>
        </section>
      </div>
    </HubFrame>
  );
}
