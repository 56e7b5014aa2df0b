import type { ApiVersion } from './api-version.js';
import { Versions } from './versions.js';

const [GONE, OLD, MIDDLE, NEW] = ['2026-01-01', '2026-06-01', '2027-01-01', '2028-01-01'] as const;
const step = (to: string): ApiVersion['changes'][number] => ({
  what: to, operations: ['write'], events: ['note.written'],
  request: (request) => ({ ...request, body: [...(request.body as string[]), to] }), answer: (body) => ({ way: [...(body.way as string[]), to] }), problem: (problem) => ({ ...problem, [to]: true }),
  event: (event) => ({ ...event, way: [...((event.way as string[] | undefined) ?? []), to] }),
});
const versions = new Versions([
  { version: GONE, changes: [], deprecated: '2026-06-01', sunset: '2027-06-01' }, { version: OLD, changes: [step('a'), step('b')], deprecated: '2027-01-01', sunset: '2028-06-01' },
  { version: MIDDLE, changes: [step('c')], deprecated: '2029-01-01', sunset: '2030-01-01' }, { version: NEW, changes: [step('d')] },
]);
const NOW = new Date('2028-03-01T00:00:00Z');

describe('versions', () => {
  it('lead requests up in the order of the changes, and answers down in the opposite one', () => {
    expect(versions.requestUp(GONE, 'write', { body: [], query: {} }).body).toEqual(['a', 'b', 'c', 'd']);
    expect(versions.requestUp(MIDDLE, 'write', { body: [], query: {} }).body).toEqual(['d']);
    expect(versions.answerDown(GONE, 'write', 200, { way: [] })).toEqual({ way: ['d', 'c', 'b', 'a'] });
    expect(versions.answerDown(OLD, 'write', 409, { code: 'x' })).toEqual({ code: 'x', c: true, d: true });
  });

  it('tell a way what it leads: the operation, null where none was reached, and the status', () => {
    const told: unknown[] = [];
    const kept = { what: 'kept', operations: ['write'], events: [] };
    const changed = new Versions([{ version: OLD, changes: [] }, {
      version: NEW,
      changes: [
        { ...kept, answer: (body, about) => (told.push(about), body) }, { ...kept, operations: 'all', problem: (problem, about) => (told.push(about), problem) },
        // Of these one leads answers alone and one refusals alone: the other is nothing to it.
        { ...kept, problem: (problem) => ({ ...problem, seen: true }) }, { ...kept, answer: (body) => (body.isText ? 'text' : { ...body, seen: true }) },
      ],
    }]);
    expect(changed.answerDown(OLD, 'write', 201, { id: 1 })).toEqual({ id: 1, seen: true });
    expect(changed.answerDown(OLD, 'write', 400, { code: 'x' })).toEqual({ code: 'x', seen: true });
    expect(changed.answerDown(OLD, null, 404, { code: 'y' })).toEqual({ code: 'y' });
    expect(told).toEqual([{ operation: 'write', status: 201 }, { operation: 'write', status: 400 }, { operation: null, status: 404 }]);
    expect([changed.answerDown(OLD, 'write', 200, { isText: true }), changed.answerDown(OLD, 'write', 200, null as never)]).toEqual(['text', null]);
    expect([changed.isOther(OLD, null, true), changed.isOther(OLD, null, false), changed.isOther(OLD, 'read', true)]).toEqual([true, false, true]);
    expect(changed.requestUp('2029-01-01', 'write', { body: 1, query: {} })).toEqual({ body: 1, query: {} });
  });

  it('leave alone, and do not copy, what nothing was changed about', () => {
    const [body, query] = [[], {}];
    for (const [version, operation] of [[NEW, 'write'], [GONE, 'read']] as const) {
      const sent = versions.requestUp(version, operation, { body, query });
      expect([sent.body === body, sent.query === query, versions.answerDown(version, operation, 200, body) === body]).toEqual([true, true, true]);
      expect([versions.isOther(version, operation, false), versions.isOther(version, operation, true)]).toEqual([false, false]);
    }
    expect(versions.isOther(MIDDLE, 'write', false)).toBe(true);
    const event = { api_version: NEW };
    expect(versions.eventDown('note.written', event, NEW)).toBe(event);
  });

  it('lead an event down from the version in which it was written, and never up', () => {
    expect(versions.eventDown('note.written', { api_version: NEW }, OLD)).toEqual({ api_version: OLD, way: ['d', 'c'] });
    expect(versions.eventDown('note.written', { api_version: MIDDLE }, GONE)).toEqual({ api_version: GONE, way: ['c', 'b', 'a'] });
    expect(versions.eventDown('note.read', { api_version: NEW, way: 1 }, OLD)).toEqual({ api_version: OLD, way: 1 });
    const old = { api_version: OLD };
    expect(versions.eventDown('note.written', old, NEW)).toBe(old);
  });

  it('have a standing that follows from their dates, to the second', () => {
    expect([GONE, OLD, MIDDLE, NEW].map((version) => versions.statusOf(version, NOW))).toEqual(['retired', 'deprecated', 'supported', 'current']);
    const standing = (version: string, at: string) => versions.statusOf(version, new Date(at));
    expect([standing(OLD, '2026-12-31T23:59:59Z'), standing(OLD, '2027-01-01T00:00:00Z'), standing(OLD, '2028-05-31T23:59:59Z'), standing(OLD, '2028-06-01T00:00:00Z')]).toEqual(['supported', 'deprecated', 'deprecated', 'retired']);
    expect(versions.served(NOW)).toEqual([OLD, MIDDLE, NEW]);
  });

  it('tell a webhook in its own, after the sunset in the oldest that is served, and in the newest where a later build pinned it', () => {
    expect([MIDDLE, GONE, '2029-01-01'].map((pinned) => versions.told(pinned, NOW))).toEqual([MIDDLE, OLD, NEW]);
  });

  it('are asked for and pinned only while they are served', () => {
    expect([versions.asked(OLD, NOW), versions.pinnable(OLD, NOW)]).toEqual([OLD, OLD]);
    const served = [OLD, MIDDLE, NEW];
    const thrown = (status: number, code: string, detail: string, extra: object) => expect.objectContaining({ status, code, detail, extra });
    const named = served.join(', ');
    expect(() => versions.asked('2026-06-02', NOW)).toThrow(thrown(400, 'unknown_version', `Hubcraft-Version: there is no version "2026-06-02". There are: ${named}.`, { members: { versions: served } }));
    expect(() => versions.asked('x'.repeat(500), NOW)).toThrow(thrown(400, 'unknown_version', `Hubcraft-Version: there is no version "${'x'.repeat(40)}". There are: ${named}.`, { members: { versions: served } }));
    expect(() => versions.asked(GONE, NOW)).toThrow(thrown(410, 'version_retired', `The version ${GONE} is served no more. Send Hubcraft-Version with one of: ${named}.`, { members: { version: GONE, versions: served } }));
    for (const version of [GONE, '2026-06-02']) {
      expect(() => versions.pinnable(version, NOW)).toThrow(thrown(422, 'version.refused', `api_version: "${version}" is no version that is served; must be one of: ${named}.`,
        { errors: [{ loc: ['body', 'api_version'], msg: `must be one of: ${named}`, type: 'version_refused' }], members: { versions: served } }));
    }
  });
});
