/** A game that has acknowledged nothing for so long is an alarm. */
export const ALARM_SECONDS = 3_600;
/** Grants are looked at again after so long. */
export const LOOK_SECONDS = 300;
/** What counts at most between two looks: when nobody has looked for longer, nothing is known of that time. */
const COUNTED_MAX_SECONDS = 3 * LOOK_SECONDS;

/** How an event of a grant stands with the endpoint that it goes to. */
export interface Standing {
  /** 2xx: it is acknowledged, whether or not that was noted yet. */
  hasSucceeded: boolean;
  /** Its endpoint is enabled, and verified where it is live. */
  isCalled: boolean;
  /** The endpoint does not answer and is left alone. */
  isOpen: boolean;
}

/** Whether the time of a grant counts: its game could acknowledge it. Of one without a delivery nothing is known. */
export function counts(standing: Standing | undefined): boolean {
  return standing !== undefined && !standing.hasSucceeded && standing.isCalled && !standing.isOpen;
}

export interface Wait {
  waited_seconds: number;
  counted_at: number;
  is_counting: boolean;
}

/** The wait of a grant at this look. Time counts between two looks that both find the game able to acknowledge, and from the request to the first. */
export function waited(before: Wait | undefined, requestedAt: number, isCounting: boolean, now: number): Wait {
  const since = before?.counted_at ?? requestedAt;
  const passed = isCounting && (before?.is_counting ?? true) ? Math.min(COUNTED_MAX_SECONDS, Math.max(0, now - since)) : 0;
  return { waited_seconds: (before?.waited_seconds ?? 0) + passed, counted_at: now, is_counting: isCounting };
}
