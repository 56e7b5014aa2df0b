import { readPlayerAnswer } from './player-answer.js';

const read = (status: number, body: unknown, cut = false) => readPlayerAnswer(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), cut, 'P-1');

describe('what a game server says of a player', () => {
  it('is read with everything it may hold', () => {
    expect(read(200, {
      player_id: 'P-1', name: 'Ada', attributes: { level: 7 }, avatar_url: 'https://cdn.example/a.png', email: 'ada@example.com', country: 'DE', custom_attributes: { guild: 'x' },
      segments: ['whale', 7], balances: [{ sku: 'gems', quantity: 5 }, { sku: 'gold', quantity: 1.5 }], banned: false,
    })).toEqual({
      outcome: 'verified',
      player: {
        player_id: 'P-1', name: 'Ada', attributes: { level: 7 }, avatar_url: 'https://cdn.example/a.png', email: 'ada@example.com', country: 'DE', custom_attributes: { guild: 'x' },
        segments: ['whale'], balances: [{ sku: 'gems', quantity: 5 }],
      },
    });
  });
  it('drops members that are not as documented', () => {
    expect(read(200, { player_id: 'P-1', name: 'Ada', attributes: {}, avatar_url: 'javascript:alert(1)', email: 'no mail', country: 'Germany' })).toMatchObject({ outcome: 'verified', player: { avatar_url: null, email: null, country: null } });
    expect(read(200, { player_id: 'P-1', name: 'Ada', attributes: {}, country: 'XX' })).toMatchObject({ outcome: 'verified', player: { country: null } });
  });
  it.each([
    ['a ban', 200, { player_id: 'P-1', name: 'Ada', attributes: {}, banned: true }, 'banned'],
    ['404 without a body', 404, '', 'not_found'],
    ['403 with a code', 403, { status: 'error', code: 'banned', message: 'No.' }, 'banned'],
    ['a flat body', 400, { code: 'invalid_signature' }, 'invalid_signature'],
    ['200 that says error', 200, { status: 'error', code: 'not_found' }, 'not_found'],
  ])('refuses by %s', (_what, status, body, code) => expect(read(status, body)).toMatchObject({ outcome: 'refused', code }));
  it.each([
    ['500', 500, { player_id: 'P-1', name: 'Ada', attributes: {} }, 'status_500', /answered 500/], ['a redirect', 302, '', 'status_302', /not followed/], ['no JSON', 200, '<html>', 'answer_not_json', /JSON/],
    ['broken JSON', 200, '{"player_id": ', 'answer_not_json', /JSON/], ['a list', 200, [], 'answer_not_json', /JSON/], ['an empty body', 200, '', 'answer_not_json', /JSON/],
    ['another player', 200, { player_id: 'P-2', name: 'Ada', attributes: {} }, 'player_id_differs', /"P-1".*"P-2"/], ['no player', 200, { name: 'Ada', attributes: {} }, 'player_id_differs', /missing/],
    ['no name', 200, { player_id: 'P-1', attributes: {} }, 'name_missing', /name/], ['no attributes', 200, { player_id: 'P-1', name: 'Ada' }, 'attributes_missing', /attributes/],
  ])('decides nothing by %s, and says what is wrong', (_what, status, body, reason, detail) => expect(read(status, body)).toEqual({ outcome: 'unavailable', reason, detail: expect.stringMatching(detail) }));
  it('decides nothing by an answer that was cut off', () => expect(read(200, { player_id: 'P-1', name: 'Ada', attributes: {} }, true)).toMatchObject({ outcome: 'unavailable', reason: 'answer_too_large' }));
});
