import { ItemArt } from '../art.js';
import { HubFrame } from '../frame.js';
import type { CountryChoice } from '../selling.js';
import type { Visit } from '../visits.js';

function Form({ visit }: { visit: Visit }) {
  const { say } = visit;
  // `post` and a button that the script opens: whatever happens before it runs, no player id stands in an address.
  return (
    <section class="panel">
      <h1>{say('sign_in_title')}</h1>
      <p class="muted" id="sign-in-lead">{say('sign_in_lead')}</p>
      <form data-sign-in method="post" novalidate>
        <div class="field">
          <label for="player-id">{say('player_id')}</label>
          <input id="player-id" name="player_id" type="text" autocomplete="username" autocapitalize="characters" spellcheck={false} required maxLength={255} aria-describedby="player-id-hint player-id-problem" />
          <p class="hint" id="player-id-hint">{say('player_id_hint')}</p>
          <p class="error" id="player-id-problem" role="alert" data-problem></p>
        </div>
        <button class="button wide" type="submit" disabled>{say('continue')}</button>
        <noscript><p class="error">{say('needs_script')}</p></noscript>
      </form>
    </section>
  );
}

function Hello({ visit, name, next }: { visit: Visit; name: string; next: string }) {
  const { say, base, player } = visit;
  return (
    <section class="panel hello">
      {player?.avatar_url ? <img class="face big" src={player.avatar_url} alt="" width="88" height="88" /> : <ItemArt class="face big" sku={name} type="player" name={name} picture={null} />}
      <h1>{say('is_this_you', { name })}</h1>
      <p class="muted">{say('signed_in_now')}</p>
      <a class="button wide" href={next}>{next === base ? say('keep_shopping') : say('go_on')}</a>
      <button class="button quiet wide" type="button" data-sign-out>{say('sign_out')}</button>
    </section>
  );
}

/** Who is playing: the form, and once the game has answered the name that it says. */
export function SignIn({ visit, next, countries }: { visit: Visit; next: string; countries: CountryChoice[] }) {
  const name = nameOf(visit);
  return (
    <HubFrame visit={visit} countries={countries}>
      <div class="wrap narrow stack">{name ? <Hello visit={visit} name={name} next={next} /> : <Form visit={visit} />}</div>
    </HubFrame>
  );
}

/** The name of who is signed in, as the game said it; null for a stranger. */
export function nameOf({ player, caller }: Visit): string | null {
  return player?.name ?? caller?.playerId ?? null;
}
