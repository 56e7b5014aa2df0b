import type { RecoverTexts } from '../recover/texts.js';

// Stands alone: what it shared with the scripts of the store would be one more file for every player.
const ANSWERS_WITHIN_MS = 30_000;
const { texts, token, shown } = JSON.parse(document.getElementById('state')!.textContent!) as { texts: RecoverTexts; token: string; shown: { expected_total_minor: number; expected_currency: string } };
const form = document.querySelector<HTMLElement>('[data-recover]')!;
const button = form.querySelector('button')!;
const problem = form.querySelector<HTMLElement>('[data-problem]')!;
const words = button.textContent;
/** Another total, or nothing left to pay: she sees it before she pays. */
const SHOWN_ANEW = new Set(['order.requote', 'orders.not_payable', 'checkout.place_contradicted', 'checkout.business_contradicted']);

async function begin(): Promise<{ status: number; to?: string; code?: string }> {
  try {
    const answer = await fetch('/store/v1/recoveries', { method: 'POST', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, ...shown }) });
    return { status: answer.status, ...((await answer.json()) as { to?: string; code?: string }) };
  } catch {
    return { status: 0 };
  }
}

button.addEventListener('click', () => {
  button.disabled = true;
  button.textContent = texts.going;
  problem.textContent = '';
  void begin().then(({ status, to, code }) => {
    if (status === 200 && to) return location.assign(to);
    if (code && SHOWN_ANEW.has(code)) return location.reload();
    button.disabled = false;
    button.textContent = words;
    problem.textContent = status === 404 ? texts.over : texts.unavailable;
  });
});

button.disabled = false;
