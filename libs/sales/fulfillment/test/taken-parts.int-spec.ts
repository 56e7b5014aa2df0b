import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Module } from '@nestjs/common';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { acknowledgedForTest, declinedForTest } from '#reach/webhooks/testing';
import { OrderPaid, OrderPartlyRefunded, OrderRefunded } from '#sales/orders/events';
import { FakeOrders, fakeOrders, orderPaidForTest } from '#sales/orders/testing';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { ListGrantsOfOrder } from '../contracts/queries.js';
import { FulfillmentModule, rows } from '../module.js';

class Happen extends Command<void> {
  static readonly context = 'sales/orders';
  constructor(readonly events: DomainEvent[]) { super(); }
}
@CommandHandler(Happen)
class HappenHandler implements ICommandHandler<Happen> {
  constructor(private readonly outbox: Outbox) {}
  async execute({ events }: Happen): Promise<void> { this.outbox.record(...events); }
}
@Module({ providers: [HappenHandler] })
class HappenModule {}

describe('a part that goes back', () => {
  let app: Booted;
  let tenant: Tenant;
  const orders = new FakeOrders();
  beforeAll(async () => { app = await bootContext({ modules: [FulfillmentModule], rows, fakes: [fakeOrders(orders), HappenModule] }); });
  afterAll(() => app?.close());
  beforeEach(async () => { tenant = await app.tenant(); });

  const happen = async (...events: DomainEvent[]) => {
    await app.commands.execute(new Happen(events), tenant.scope);
    await app.settle();
  };
  /** Two packs of gems and a sword, paid. */
  const order = (told: object = {}) => {
    const { id, lines: [line] } = orders.put();
    const sword = { ...line!.grants[0]!, item_id: 'itm_01h00000000000000000000009', sku: 'sword', quantity: 1 };
    return orders.put({ id, status: 'paid', lines: [{ ...line!, quantity: 2, grants: [{ ...line!.grants[0]!, quantity: 1_000 }] }, { ...line!, item_id: sword.item_id, sku: 'sword', grants: [sword] }], ...told });
  };
  const paid = (id: string) => new OrderPaid('order', id, orderPaidForTest({ order_id: id }));
  const part = (id: string, lines: [line: string, units: number][], refund_id: string = newId('ref')) => {
    const { payment_id, studio_id, provider, currency } = orderPaidForTest({ order_id: id });
    return new OrderPartlyRefunded('order', id, {
      order_id: id, player_id: 'P-1', status: 'paid', studio_id, payment_id, provider, currency, amount_minor: 100, net_minor: 84, tax_minor: 16, platform_fee_minor: 4, tax_components: [], refund_id,
      reason_code: 'other', reason: '', refunded_total_minor: 100, refunded_at: 1_790_000_100, lines: lines.map(([line_id, quantity]) => ({ line_id, item_id: 'itm', sku: 'sku', quantity, amount_minor: 100, tax_minor: 16 })),
    });
  };
  const refunded = (id: string) => new OrderRefunded('order', id, { ...orderPaidForTest({ order_id: id }), refund_id: newId('ref'), reason: 'asked', refunded_at: 1_790_000_100 });
  const grant = async (id: string) => (await app.queries.ask(new ListGrantsOfOrder(id), tenant.scope))[0]!;
  const items = (of: { items: { sku: string; quantity: number }[] }) => of.items.map(({ sku, quantity }) => `${quantity} ${sku}`);
  const announced = async () => (await app.look<{ type: string; payload: any }>("SELECT type, payload FROM platform.outbox_event WHERE game_id = $1 AND type LIKE 'fulfillment.%' ORDER BY id", [tenant.gameId]))
    .map(({ type, payload }) => [type.replace('fulfillment.grant.', '').replace('.v1', ''), payload.grant_id, items(payload)]);
  const taken = (id: string) => app.look<{ id: string; state: string; grant_id: string }>('SELECT id, state, grant_id FROM fulfillment.taken_part WHERE order_id = $1 ORDER BY id', [id]);

  it('is removed from what the game has, these lines alone and each refund once; what is left goes with the rest', async () => {
    const { id } = order();
    await happen(paid(id));
    const { id: grantId } = await grant(id);
    await happen(acknowledgedForTest(grantId));
    const refund = newId('ref');
    await happen(part(id, [['1', 1]], refund), part(id, [['1', 1]], refund));
    expect(await grant(id)).toMatchObject({ id: grantId, state: 'acknowledged' });
    expect(items(await grant(id))).toEqual(['500 gems.500', '1 sword']);
    const [one] = await taken(id);
    expect([await taken(id), (await announced()).slice(2)]).toMatchObject([[{ state: 'revoking', grant_id: grantId }], [['part_revocation_requested', grantId, ['500 gems.500']]]]);
    await happen(acknowledgedForTest(grantId, { event_type: 'item.remove', effect: `item.remove.${one!.id}` }));
    expect([await taken(id), (await grant(id)).state]).toMatchObject([[{ state: 'revoked' }], 'acknowledged']);
    await happen(part(id, [['2', 1]]));
    await happen(refunded(id));
    expect((await announced()).slice(3).map(([type, , what]) => [type, what])).toEqual([['part_revocation_requested', ['1 sword']], ['revocation_requested', ['500 gems.500']]]);
    await happen(acknowledgedForTest(grantId, { event_type: 'item.remove', effect: `item.remove.${(await taken(id)).at(-1)!.id}` }));
    expect([(await taken(id)).map(({ state }) => state), (await grant(id)).state]).toEqual([['revoked', 'revoked'], 'revoking']);
    await happen(acknowledgedForTest(grantId, { event_type: 'item.remove', effect: `item.remove.${grantId}` }));
    expect((await grant(id)).state).toBe('revoked');
  });

  it('of which the game has not said that it has it is never given: it is told anew, under another id, of what is left', async () => {
    const { id } = order();
    await happen(paid(id));
    const before = await grant(id);
    await happen(part(id, [['2', 1]]));
    const after = await grant(id);
    expect(after.id).not.toBe(before.id);
    expect([after.state, items(after)]).toEqual(['requested', ['1000 gems.500']]);
    expect(await announced()).toEqual([['requested', before.id, ['1000 gems.500', '1 sword']], ['voided', before.id, ['1000 gems.500', '1 sword']], ['requested', after.id, ['1000 gems.500']]]);
    await happen(acknowledgedForTest(before.id));
    expect(await grant(id)).toMatchObject({ state: 'requested' });
    await happen(acknowledgedForTest(after.id));
    expect([(await grant(id)).state, await taken(id)]).toMatchObject(['acknowledged', [{ state: 'withheld', grant_id: before.id }]]);
  });

  it('is never given where the refund is heard of before the payment', async () => {
    const { id } = order();
    await happen(part(id, [['1', 2]]));
    await happen(paid(id));
    expect(items(await grant(id))).toEqual(['1 sword']);
  });

  it('voids the grant where nothing of it is left, and takes nothing where an amount alone went back, or the game declined', async () => {
    const { id } = order();
    await happen(paid(id));
    await happen(part(id, [['1', 0], ['2', 0]]));
    expect([await taken(id), (await grant(id)).state]).toEqual([[], 'requested']);
    await happen(part(id, [['1', 2], ['2', 1]]));
    expect(await grant(id)).toMatchObject({ state: 'voided' });
    const declined = order();
    await happen(paid(declined.id));
    await happen(declinedForTest((await grant(declined.id)).id, 'Full.'));
    await happen(part(declined.id, [['1', 1]]));
    expect([(await grant(declined.id)).state, await taken(declined.id)]).toMatchObject(['declined', [{ state: 'void' }]]);
  });

  it('is not among what a client can collect, nobody collects while it is on its way, and what was collected stands among the revoked', async () => {
    const { id } = order({ fulfillment_mode: 'claim' });
    await happen(paid(id));
    const { id: grantId } = await grant(id);
    await happen(part(id, [['1', 1]]));
    const list = async (state: string) => (await app.inject({ method: 'GET', url: `/v1/grants?player_id=P-1&state=${state}`, apiKey: tenant.apiKey })).json.data.map((each: any) => [each.grant_id, items(each)]);
    const claim = () => app.inject({ method: 'POST', url: `/v1/grants/${grantId}/claim`, apiKey: tenant.apiKey });
    expect(await list('claimable')).toEqual([[grantId, ['500 gems.500', '1 sword']]]);
    orders.get(id).refunded.has_open_part = true;
    expect((await claim()).json).toMatchObject({ status: 409, code: 'fulfillment.order_going_back', order_status: 'paid' });
    orders.get(id).refunded = { ...orders.get(id).refunded, has_open_part: false };
    expect((await claim()).json).toMatchObject({ is_earlier: false });
    await happen(part(id, [['2', 1]]));
    const back = (await taken(id)).at(-1)!;
    expect([await list('claimed'), await list('revoked')]).toEqual([[[grantId, ['500 gems.500']]], [[back.id, ['1 sword']]]]);
    expect((await announced()).at(-1)).toEqual(['claim_revoked', back.id, ['1 sword']]);
  });
});
