/** What a studio sends, before anything of it is checked: a transformer leaves alone what it does not understand. */
export interface SentRequest {
  body: unknown;
  query: unknown;
}

/** An answer or an event as JSON has it. A transformer may change what it is given, and answers what it is to be. */
export type Json = Record<string, any>;

/** One incompatible change, and how those who know nothing of it are spared it. */
export interface VersionChange {
  /** One sentence for studios; it stands in CHANGELOG.md too. */
  readonly what: string;
  /** The operations of OpenAPI that it concerns; `all` where the form of every answer changes. */
  readonly operations: readonly string[] | 'all';
  /** The types of events and questions that it concerns. */
  readonly events: readonly string[];
  /** From the form of the version before to the form of this one. */
  readonly request?: (request: SentRequest, operation: string) => SentRequest;
  /** From the form of this version to the form of the one before: what was done. A list is given as the list that it is. */
  readonly answer?: (body: Json, about: { operation: string; status: number }) => unknown;
  /** The same for what was refused (problem+json). `operation` is null where the request never reached one. */
  readonly problem?: (problem: Json, about: { operation: string | null; status: number }) => Json;
  /** The same for a whole event, envelope and `event_data`. */
  readonly event?: (event: Json) => Json;
}

/** A version of the Studio API and of the events that games are sent. */
export interface ApiVersion {
  /** The date from which it counts, `2026-11-01`. */
  readonly version: string;
  /** What is different from the version before; nothing in the first. */
  readonly changes: readonly VersionChange[];
  /** The date from which those who use it are told to leave it; every version but the newest has one. */
  readonly deprecated?: string;
  /** The date from which it is refused, at least 12 months after `deprecated`. */
  readonly sunset?: string;
}

/** How long a version is served after its studios were told to leave it. */
export const NOTICE_MONTHS = 12;
