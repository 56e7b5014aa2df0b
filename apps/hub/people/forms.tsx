import type { ComponentChildren } from 'preact';
import type { PeopleTexts } from './texts.js';

export type FormKind = 'invitation' | 'new-password' | 'forgotten-password' | 'code';

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  type: 'password' | 'email' | 'text';
  autocomplete: string;
  value?: string;
}

function Field({ name, label, hint, type, autocomplete, value }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} autocomplete={autocomplete} required maxLength={320} value={value} aria-describedby={hint ? `${name}-hint problem` : 'problem'} />
      {hint ? <p class="hint" id={`${name}-hint`}>{hint}</p> : null}
    </div>
  );
}

/** `post` and a button that the script opens: whatever happens before it runs, nothing that is typed stands in an address. */
function Form({ kind, title, lead, button, texts, children }: { kind: FormKind; title: string; lead: string; button: string; texts: PeopleTexts; children: ComponentChildren }) {
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class="panel">
        <h1 tabIndex={-1}>{title}</h1>
        <p class="muted" data-lead>{lead}</p>
        <form method="post" novalidate data-people={kind}>
          {children}
          <p class="error" id="problem" role="alert" data-problem></p>
          <button class="button wide" type="submit" disabled>{button}</button>
          <noscript><p class="error">{texts.needs_script}</p></noscript>
        </form>
      </section>
    </main>
  );
}

/** For a new password: of the invited, and of who has forgotten hers. */
export function PasswordForm({ kind, texts }: { kind: 'invitation' | 'new-password'; texts: PeopleTexts }) {
  const [title, lead] = kind === 'invitation' ? [texts.invitation_title, texts.invitation_lead] : [texts.new_password_title, texts.new_password_lead];
  return (
    <Form kind={kind} title={title} lead={lead} button={texts.save} texts={texts}>
      <Field name="password" label={texts.password} hint={texts.password_hint} type="password" autocomplete="new-password" />
      <Field name="again" label={texts.password_again} type="password" autocomplete="new-password" />
    </Form>
  );
}

export function ForgottenForm({ texts, studio }: { texts: PeopleTexts; studio: string }) {
  return (
    <Form kind="forgotten-password" title={texts.forgotten_title} lead={texts.forgotten_lead} button={texts.send_link} texts={texts}>
      <Field name="studio_id" label={texts.studio} hint={texts.studio_hint} type="text" autocomplete="organization" value={studio} />
      <Field name="email" label={texts.email} type="email" autocomplete="username" />
    </Form>
  );
}

export type Outcome = 'done' | 'code' | 'refused' | 'unavailable';

/** Where a sign-in by the provider of a studio ends. */
export function SignInEnd({ outcome, texts }: { outcome: Outcome; texts: PeopleTexts }) {
  if (outcome === 'code') {
    return (
      <Form kind="code" title={texts.code_title} lead={texts.code_lead} button={texts.sign_in} texts={texts}>
        <Field name="code" label={texts.code} hint={texts.code_hint} type="text" autocomplete="one-time-code" />
      </Form>
    );
  }
  const text = { done: texts.signed_in, refused: texts.sign_in_refused, unavailable: texts.provider_silent }[outcome];
  return (
    <main id="content" class="wrap narrow" tabIndex={-1}>
      <section class="panel">
        <h1>{outcome === 'done' ? texts.signed_in_title : texts.not_signed_in_title}</h1>
        <p>{text}</p>
      </section>
    </main>
  );
}
