import type { ChargeTexts } from './texts.js';

interface FieldProps {
  name: 'date' | 'amount' | 'currency' | 'last4';
  label: string;
  hint?: string;
  type: 'date' | 'text';
  max: number;
  mode?: 'decimal' | 'numeric';
}

function Field({ name, label, hint, type, max, mode }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} autocomplete="off" required maxLength={max} inputMode={mode} aria-describedby={hint ? `${name}-hint problem` : 'problem'} />
      {hint ? <p class="hint" id={`${name}-hint`}>{hint}</p> : null}
    </div>
  );
}

/** `post` and a button that the script opens: nothing that is typed stands in an address. */
export function ChargeForm({ texts }: { texts: ChargeTexts }) {
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class="panel">
        <h1 tabIndex={-1}>{texts.title}</h1>
        <p class="muted">{texts.lead}</p>
        <form method="post" novalidate data-charge>
          <Field name="date" label={texts.date} type="date" max={10} />
          <Field name="amount" label={texts.amount} hint={texts.amount_hint} type="text" max={16} mode="decimal" />
          <Field name="currency" label={texts.currency} hint={texts.currency_hint} type="text" max={3} />
          <Field name="last4" label={texts.last4} hint={texts.last4_hint} type="text" max={4} mode="numeric" />
          <p class="error" id="problem" role="alert" data-problem></p>
          <button class="button wide" type="submit" disabled>{texts.look}</button>
          <noscript><p class="error">{texts.needs_script}</p></noscript>
        </form>
      </section>
      <section class="panel" data-found hidden>
        <h2 tabIndex={-1}>{texts.found_title}</h2>
        <div data-charges></div>
        <button class="button quiet wide" type="button" data-send>{texts.send}</button>
        <p role="status" data-sent></p>
      </section>
    </main>
  );
}
