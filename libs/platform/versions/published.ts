import type { ApiVersion } from './api-version.js';

/**
 * Every version of the Studio API and of events, the newest last. Handlers, commands and DTOs know the newest alone; docs/guides/versions.md says how one is added, and test/contract/versions.spec.ts what
 * it has to bring along.
 */
export const PUBLISHED: readonly ApiVersion[] = [
  { version: '2026-11-01', changes: [] },
];

/** The version of today. */
export const NEWEST = PUBLISHED.at(-1)!.version;
