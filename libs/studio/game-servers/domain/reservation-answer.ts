export type ReservationAnswer = { outcome: 'reserved' } | { outcome: 'refused'; code: string; message: string } | { outcome: 'unclear'; reason: string; detail: string };

const TEXT_MAX = 500;

/**
 * Reads what a game server answered to `order.reserve`. A refusal says so, `{"status":"error","code":…,"message":…}`, with a 4xx or a 2xx; any other 2xx is a yes. All else decides nothing: a 404 of a proxy is not
 * the game's no.
 */
export function readReservationAnswer(status: number, body: Buffer, cut: boolean): ReservationAnswer {
  const said = cut ? null : refusalIn(body);
  if (said && status >= 200 && status < 500 && !(status >= 300 && status < 400)) return { outcome: 'refused', ...said };
  if (status >= 200 && status < 300) return { outcome: 'reserved' };
  return { outcome: 'unclear', reason: `status_${status}`, detail: `The game server answered ${status}${status >= 300 && status < 400 ? '; redirects are not followed' : ''}.` };
}

function refusalIn(body: Buffer): { code: string; message: string } | null {
  try {
    const json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as { status?: unknown; code?: unknown; message?: unknown } | null;
    if (json === null || typeof json !== 'object' || json.status !== 'error') return null;
    const text = (value: unknown, max: number): string | null => (typeof value === 'string' && value.length > 0 ? value.slice(0, max) : null);
    return { code: text(json.code, 64) ?? 'refused', message: text(json.message, TEXT_MAX) ?? 'The game cannot give this now.' };
  } catch {
    return null;
  }
}
