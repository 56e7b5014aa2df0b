/** What the pages' scripts know of their page. */
export interface PageState {
  hub: string;
  locale: 'en' | 'de';
  country: string;
}

export const stateOf = <T>(): T => JSON.parse(document.getElementById('state')?.textContent ?? '{}') as T;

/** An answer of the Store API: its body, or the problem that it tells. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** No request of ours takes longer than the provider is waited for, and a line that hangs must not hold up the next one for ever. */
const ANSWERS_WITHIN_MS = 30_000;

/** One key for one intention: sent again with it, a request has one effect. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Status 0: the server could not be reached. */
export async function call(method: string, path: string, options: { body?: object; headers?: Record<string, string> } = {}): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), headers: { accept: 'application/json', ...(options.body ? { 'content-type': 'application/json' } : {}), ...options.headers }, ...(options.body ? { body: JSON.stringify(options.body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

/** What this tab was told to remember; null where it was not, or the browser lets nothing be kept. */
export function remembered(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Until the tab is closed. */
export function remember(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Nothing hangs on it.
  }
}
