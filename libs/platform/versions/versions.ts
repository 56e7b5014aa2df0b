import type { ApiVersion, Json, SentRequest, VersionChange } from './api-version.js';
import { UnknownVersion, VersionRefused, VersionRetired } from './errors.js';

export type VersionStatus = 'current' | 'supported' | 'deprecated' | 'retired';

/** Midnight of a date in UTC. */
const dayOf = (date: string): Date => new Date(`${date}T00:00:00Z`);
const concerns = (change: VersionChange, operation: string | null): boolean => change.operations === 'all' || (operation !== null && change.operations.includes(operation));

/** The versions that there are, and the way from one to another. Where nothing lies between two of them nothing is touched or copied. */
export class Versions {
  private readonly byDate: ReadonlyMap<string, ApiVersion>;
  /** What lies between an older version and the newest, by the older one, oldest change first. */
  private readonly since: ReadonlyMap<string, readonly VersionChange[]>;
  readonly newest: string;
  readonly oldest: string;

  constructor(readonly published: readonly ApiVersion[]) {
    this.byDate = new Map(published.map((each) => [each.version, each]));
    this.since = new Map(published.map((each, i) => [each.version, published.slice(i + 1).flatMap((later) => later.changes)]));
    this.oldest = published[0]!.version;
    this.newest = published.at(-1)!.version;
  }

  isKnown(version: string): boolean {
    return this.byDate.has(version);
  }

  /** When its studios were told to leave it, and when it is refused; null where nobody is. */
  datesOf(version: string): { deprecatedAt: Date | null; sunsetAt: Date | null } {
    const { deprecated, sunset } = this.byDate.get(version) ?? {};
    return { deprecatedAt: deprecated ? dayOf(deprecated) : null, sunsetAt: sunset ? dayOf(sunset) : null };
  }

  statusOf(version: string, now: Date): VersionStatus {
    const { deprecatedAt, sunsetAt } = this.datesOf(version);
    if (sunsetAt && sunsetAt <= now) return 'retired';
    if (deprecatedAt && deprecatedAt <= now) return 'deprecated';
    return version === this.newest ? 'current' : 'supported';
  }

  /** Those that are served, oldest first. */
  served(now: Date): string[] {
    return this.published.map((each) => each.version).filter((version) => this.statusOf(version, now) !== 'retired');
  }

  /** The version that a request asks for. Throws `unknown_version`, `version_retired`. */
  asked(version: string, now: Date): string {
    if (!this.isKnown(version)) throw new UnknownVersion(version, this.served(now));
    if (this.statusOf(version, now) === 'retired') throw new VersionRetired(version, this.served(now));
    return version;
  }

  /** A version that something is to be pinned to. Throws `version.refused`. */
  pinnable(version: string, now: Date): string {
    if (!this.isKnown(version) || this.statusOf(version, now) === 'retired') throw new VersionRefused(version, this.served(now));
    return version;
  }

  /** In which version a webhook is told: its own, and from its sunset on the oldest that is served. One that a later build has pinned and this one does not know is the newest here. */
  told(pinned: string, now: Date): string {
    if (!this.isKnown(pinned)) return this.newest;
    return this.statusOf(pinned, now) === 'retired' ? this.served(now)[0]! : pinned;
  }

  /** From the form of `version` to today's. */
  requestUp(version: string, operation: string, request: SentRequest): SentRequest {
    return this.changesSince(version).reduce((sent, change) => (change.request && concerns(change, operation) ? change.request(sent, operation) : sent), request);
  }

  /** Whether an answer of this operation is another one in `version` than today. */
  isOther(version: string, operation: string | null, isProblem: boolean): boolean {
    return this.changesSince(version).some((change) => concerns(change, operation) && (isProblem ? change.problem : change.answer));
  }

  /** From today's form to that of `version`. */
  answerDown(version: string, operation: string | null, status: number, body: Json): unknown {
    return this.changesSince(version).reduceRight<unknown>((answer, change) => {
      if (!concerns(change, operation) || typeof answer !== 'object' || answer === null) return answer;
      if (status >= 400) return change.problem?.(answer, { operation, status }) ?? answer;
      return change.answer?.(answer, { operation: operation!, status }) ?? answer;
    }, body);
  }

  /** From the form in which the event was written (its `api_version`) to that of `to`. It is never made newer than it is. */
  eventDown(type: string, event: Json, to: string): Json {
    const from = event.api_version as string;
    if (to >= from) return event;
    const changes = this.published.filter(({ version }) => version > to && version <= from).flatMap((each) => each.changes).filter((change) => change.event && change.events.includes(type));
    return { ...changes.reduceRight((told, change) => change.event!(told), event), api_version: to };
  }

  private changesSince(version: string): readonly VersionChange[] {
    return this.since.get(version) ?? [];
  }
}
