import type { PeopleTexts } from '../people/texts.js';

// Stands alone: what it shared with the scripts of the store would be one more file for every player.
const ANSWERS_WITHIN_MS = 30_000;
const { texts } = JSON.parse(document.getElementById('state')!.textContent!) as { texts: PeopleTexts };
const PASSWORD_MIN = 12;

/** Status 0: the server could not be reached. */
async function post(path: string, body: object): Promise<{ status: number; code: unknown }> {
  try {
    const answer = await fetch(path, { method: 'POST', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, code: text ? (JSON.parse(text) as { code?: unknown }).code : undefined };
  } catch {
    return { status: 0, code: undefined };
  }
}

interface Work {
  /** What is wrong with what was typed, before anything is sent. */
  fault(fields: Record<string, string>): string | null;
  path: string;
  body(fields: Record<string, string>): object;
  done: string;
  refused: string;
}

const token = location.hash.slice(1);
const ofPassword = (path: string, done: string, refused: string): Work => ({
  path, done, refused,
  fault: ({ password, again }) => (!token ? texts.no_token : [...password!].length < PASSWORD_MIN ? texts.short : password === again ? null : texts.different),
  body: ({ password }) => ({ token, password }),
});

const WORK: Record<string, Work> = {
  invitation: ofPassword('/v1/members/accept', texts.joined, texts.invitation_invalid),
  'new-password': ofPassword('/v1/console/password', texts.changed, texts.link_invalid),
  code: { path: '/v1/console/session/provider_code', done: texts.signed_in, refused: texts.code_wrong, fault: ({ code }) => (code!.trim().length >= 6 ? null : texts.incomplete), body: ({ code }) => ({ code: code!.trim() }) },
  'forgotten-password': { path: '/v1/console/password/forgotten', done: texts.asked, refused: texts.incomplete, fault: ({ studio_id, email }) => (studio_id && email ? null : texts.incomplete), body: ({ studio_id, email }) => ({ studio_id: studio_id!.trim(), email: email!.trim() }) },
};

function said({ status, code }: { status: number; code: unknown }, { done, refused }: Work): { text: string; isDone: boolean } {
  if (status >= 200 && status < 300) return { text: done, isDone: true };
  if (status === 429) return { text: texts.too_many, isDone: false };
  if (code === 'access.passwords_off') return { text: texts.passwords_off, isDone: false };
  return { text: status >= 400 && status < 500 ? refused : texts.unavailable, isDone: false };
}

function serve(form: HTMLFormElement): void {
  const work = WORK[form.dataset.people!]!;
  const button = form.querySelector('button')!;
  const problem = form.querySelector<HTMLElement>('[data-problem]')!;
  const label = button.textContent;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    problem.textContent = work.fault(fields) ?? '';
    if (problem.textContent) return form.querySelector('input')!.focus();
    button.disabled = true;
    button.textContent = texts.working;
    void post(work.path, work.body(fields)).then((answer) => {
      const { text, isDone } = said(answer, work);
      if (isDone) {
        // What was used up needs not stand in the history of the browser.
        history.replaceState(null, '', location.pathname);
        document.querySelector('[data-lead]')!.textContent = text;
        form.remove();
        return document.querySelector<HTMLElement>('h1')!.focus();
      }
      problem.textContent = text;
      button.disabled = false;
      button.textContent = label;
    });
  });
  if (!token && ['invitation', 'new-password'].includes(form.dataset.people!)) problem.textContent = texts.no_token;
  button.disabled = false;
}

document.querySelectorAll<HTMLFormElement>('[data-people]').forEach(serve);
