import { NOTICE_MONTHS, type ApiVersion } from '../../libs/platform/versions/api-version.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The date so many months later; the last of a month that is shorter. */
export function monthsAfter(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

const isDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** What is wrong with a list of versions: dates, notice, changes without a way or a word. `operations` and `events`: what there is today. */
export function registryFaults(published: readonly ApiVersion[], changelog: string, operations: readonly string[], events: readonly string[]): string[] {
  const found: string[] = [];
  published.forEach(({ version, changes, deprecated, sunset }, i) => {
    const next = published[i + 1];
    const say = (what: string) => void found.push(`${version}: ${what}`);
    for (const date of [version, deprecated, sunset]) if (date !== undefined && !isDate(date)) say(`${date} is no date`);
    if (next && next.version <= version) say(`${next.version} stands behind it and is not newer`);
    if (next && !(deprecated && sunset)) say('has a successor, and no dates by which it is left');
    if (!next && (deprecated ?? sunset)) say('is the newest, and is to be left');
    if (next && deprecated && deprecated < next.version) say('is to be left before there is another');
    if (deprecated && sunset && sunset < monthsAfter(deprecated, NOTICE_MONTHS)) say(`its notice is shorter than ${NOTICE_MONTHS} months`);
    if (i === 0 && changes.length > 0) say('is the first, and changes something');
    if (i > 0 && changes.length === 0) say('changes nothing');
    for (const change of changes) {
      const { what, request, answer, problem, event } = change;
      if (!/^[A-Z].{9,200}\.$/.test(what)) say(`"${what}" is no sentence`);
      if (!changelog.includes(what)) say(`CHANGELOG.md does not say "${what}"`);
      if (!request && !answer && !problem && !event) say(`"${what}" has no way from one form to the other`);
      if (change.operations !== 'all' && change.operations.length === 0 && change.events.length === 0) say(`"${what}" concerns nothing`);
      if (Boolean(event) !== change.events.length > 0) say(`"${what}" names events without a way, or has one for none`);
      if (change.operations === 'all' && (request ?? answer)) say(`"${what}" changes all operations at once: only what is refused has one form`);
      if (change.operations !== 'all' && change.operations.length > 0 && !request && !answer && !problem) say(`"${what}" names operations without a way`);
      for (const operation of change.operations === 'all' ? [] : change.operations) if (!operations.includes(operation)) say(`there is no operation ${operation}`);
      for (const type of change.events) if (!events.includes(type)) say(`there is no event ${type}`);
    }
  });
  return found;
}
