import { eventDataOf, headOf, tailOf } from './envelope.js';

describe('the body of an event', () => {
  it('is one JSON document out of two stored pieces', () => {
    const head = headOf({
      event_id: 'evt_1', game_id: 'gam_1', event_type: 'order.paid', event_time: 1_700_000_000, event_data: { name: 'Grüße, "you"\n', nested: { list: [1, null] } }, idempotency_key: 'idmpt_x',
      request_id: null, sandbox: true, trigger: null, aggregate_type: 'order', aggregate_id: 'ord_1', sequence: 3, api_version: '2026-11-01',
    });
    const tail = tailOf({ context: { attributes: { level: 1 } }, previous_sequence: 2, transaction_id: 'whd_1' });
    expect(JSON.parse(Buffer.concat([head, tail]).toString('utf8'))).toEqual({
      event_id: 'evt_1', game_id: 'gam_1', event_type: 'order.paid', event_time: 1_700_000_000, event_data: { name: 'Grüße, "you"\n', nested: { list: [1, null] } }, idempotency_key: 'idmpt_x',
      request_id: null, sandbox: true, trigger: null, aggregate_type: 'order', aggregate_id: 'ord_1', sequence: 3, api_version: '2026-11-01',
      context: { attributes: { level: 1 } }, previous_sequence: 2, transaction_id: 'whd_1',
    });
    expect(eventDataOf(head)).toEqual({ name: 'Grüße, "you"\n', nested: { list: [1, null] } });
  });
});
