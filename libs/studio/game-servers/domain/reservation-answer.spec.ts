import { readReservationAnswer } from './reservation-answer.js';

const read = (status: number, body: unknown, cut = false) => readReservationAnswer(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), cut);

describe('what a game answers to order.reserve', () => {
  it.each([[200, {}], [204, ''], [201, 'fine'], [200, { status: 'ok' }]])('%d %j is a yes', (status, body) => expect(read(status, body)).toEqual({ outcome: 'reserved' }));

  it.each([200, 400, 409, 422])('%d with a refusal is a no, with its reason', (status) => {
    expect(read(status, { status: 'error', code: 'inventory_full', message: 'Your bag is full.' })).toEqual({ outcome: 'refused', code: 'inventory_full', message: 'Your bag is full.' });
    expect(read(status, { status: 'error' })).toMatchObject({ outcome: 'refused', code: 'refused' });
  });

  it.each([[404, 'Not found'], [429, {}], [302, { status: 'error', code: 'x' }], [500, { status: 'error', code: 'x' }], [503, '']])('%d %j decides nothing', (status, body) => {
    expect(read(status, body)).toMatchObject({ outcome: 'unclear', reason: `status_${status}` });
  });

  it('a refusal that was cut off is none', () => expect(read(409, { status: 'error', code: 'x' }, true)).toMatchObject({ outcome: 'unclear' }));
});
