import type { WithdrawTexts } from './texts.js';

interface FieldProps {
  name: 'name' | 'order' | 'email';
  label: string;
  hint?: string;
  autocomplete: 'name' | 'off' | 'email';
  max: number;
  value?: string;
}

function Field({ name, label, hint, autocomplete, max, value }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type={name === 'email' ? 'email' : 'text'} autocomplete={autocomplete} required maxLength={max} value={value} aria-describedby={hint ? `${name}-hint problem` : 'problem'} />
      {hint ? <p class="hint" id={`${name}-hint`}>{hint}</p> : null}
    </div>
  );
}

/** `post` and a button that the script opens: nothing that is typed stands in an address. */
export function WithdrawForm({ texts, game, order }: { texts: WithdrawTexts; game: string; order: string }) {
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class="panel" data-statement>
        <h1 tabIndex={-1}>{texts.title}</h1>
        <p class="muted">{texts.lead}</p>
        <p>{texts.game.replace('{game}', game)}</p>
        <form method="post" novalidate data-withdraw>
          <Field name="name" label={texts.name} autocomplete="name" max={200} />
          <Field name="order" label={texts.order} hint={texts.order_hint} autocomplete="off" max={100} value={order} />
          <Field name="email" label={texts.email} hint={texts.email_hint} autocomplete="email" max={320} />
          <p>{texts.statement}</p>
          <p class="error" id="problem" role="alert" data-problem></p>
          <button class="button wide" type="submit" disabled>{texts.confirm}</button>
          <noscript><p class="error">{texts.needs_script}</p></noscript>
        </form>
      </section>
      <section class="panel" data-received hidden>
        <h1 tabIndex={-1}>{texts.received_title}</h1>
        <p data-what></p>
        <p data-mailed></p>
        <p class="muted">{texts.keep}</p>
      </section>
    </main>
  );
}
