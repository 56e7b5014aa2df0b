import type { WithdrawTexts } from '../withdraw/texts.js';

// Stands alone: what it shared with the scripts of the store would be one more file for every player.
const ANSWERS_WITHIN_MS = 30_000;
const { texts, locale, game_id } = JSON.parse(document.getElementById('state')!.textContent!) as { texts: WithdrawTexts; locale: string; game_id: string };

interface Received {
  name: string;
  order: string;
  email: string;
  received_at: number;
}

/** Status 0: the server could not be reached. */
async function state(told: Record<string, string>): Promise<{ status: number; received: Received | null }> {
  try {
    const answer = await fetch('/store/v1/withdrawals', { method: 'POST', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...told, game_id, locale }) });
    return { status: answer.status, received: answer.status === 201 ? ((await answer.json()) as Received) : null };
  } catch {
    return { status: 0, received: null };
  }
}

const fill = (text: string, values: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

function problemOf(status: number): string {
  if (status === 429) return texts.too_many;
  return status === 422 ? texts.refused : texts.unavailable;
}

const form = document.querySelector<HTMLFormElement>('[data-withdraw]')!;
const button = form.querySelector('button')!;
const problem = form.querySelector<HTMLElement>('[data-problem]')!;
const done = document.querySelector<HTMLElement>('[data-received]')!;

function show({ name, order, email, received_at }: Received): void {
  const date = `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' }).format(new Date(received_at * 1_000))} UTC`;
  done.querySelector('[data-what]')!.textContent = fill(texts.received, { date, name, order });
  done.querySelector('[data-mailed]')!.textContent = fill(texts.mailed, { email });
  document.querySelector<HTMLElement>('[data-statement]')!.hidden = true;
  done.hidden = false;
  document.title = texts.received_title;
  done.querySelector<HTMLElement>('h1')!.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (button.disabled) return;
  const told = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  const isComplete = Object.values(told).every((value) => value !== '') && /^[^\s@]+@[^\s@]+$/.test(told.email!);
  problem.textContent = isComplete ? '' : texts.incomplete;
  if (!isComplete) return;
  button.disabled = true;
  button.textContent = texts.confirming;
  void state(told).then(({ status, received }) => {
    button.disabled = false;
    button.textContent = texts.confirm;
    if (received) show(received);
    else problem.textContent = problemOf(status);
  });
});

button.disabled = false;
