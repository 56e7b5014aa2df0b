import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Module } from '@nestjs/common';
import { Command, type DomainEvent } from '#platform/kernel/messages';
import { newId } from '#platform/kernel/ids';
import { Outbox } from '#platform/outbox/outbox';
import { Signals } from '#platform/signals/signals';
import { acknowledgedForTest, declinedForTest } from '#reach/webhooks/testing';
import { OrderCanceled, OrderPaid, OrderRefunded } from '#sales/orders/events';
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
const paid = (orderId: string) => new OrderPaid('order', orderId, orderPaidForTest({ order_id: orderId }));
const refunded = (orderId: string) => new OrderRefunded('order', orderId, { ...orderPaidForTest({ order_id: orderId }), refund_id: newId('ref'), reason: 'asked', refunded_at: 1_790_000_100 });
const grants = (orderId: string) => app.queries.ask(new ListGrantsOfOrder(orderId), tenant.scope);
const announced = async () => (await app.look<{ type: string }>("SELECT type FROM platform.outbox_event WHERE game_id = $1 AND type LIKE 'fulfillment.%' ORDER BY id", [tenant.gameId])).map((row) => row.type.replace('fulfillment.grant.', '').replace('.v1', ''));

describe('a grant', () => {
  it('is made once for a paid order and acknowledged once', async () => {
    const { id } = orders.put();
    await happen(paid(id), paid(id));
    const [grant] = await grants(id);
    expect(grant).toMatchObject({ state: 'requested', items: [{ sku: 'gems.500', quantity: 500 }], acknowledged_at: null });
    expect(grant!.items[0]).not.toHaveProperty('price_minor');
    await happen(acknowledgedForTest(grant!.id), acknowledgedForTest(grant!.id));
    expect(await grants(id)).toMatchObject([{ state: 'acknowledged', acknowledged_at: expect.any(Number) }]);
    expect(await announced()).toEqual(['requested', 'acknowledged']);
  });

  it('that was declined stays declined, whatever is said later', async () => {
    const { id } = orders.put();
    await happen(paid(id));
    const [grant] = await grants(id);
    await happen(declinedForTest(grant!.id, 'Full.'));
    await happen(acknowledgedForTest(grant!.id));
    await happen(refunded(id));
    expect(await grants(id)).toMatchObject([{ state: 'declined' }]);
    expect(await announced()).toEqual(['requested', 'declined']);
  });

  it.each([['refund', refunded], ['reversal by the bank', (id: string) => new OrderCanceled('order', id, { ...orderPaidForTest({ order_id: id }), reason: 'dispute_lost' })]])('that was acknowledged is taken back by a %s', async (_what, back) => {
    const { id } = orders.put();
    await happen(paid(id));
    const [grant] = await grants(id);
    await happen(acknowledgedForTest(grant!.id));
    await happen(back(id), back(id));
    expect(await grants(id)).toMatchObject([{ state: 'revoking' }]);
    await happen(acknowledgedForTest(grant!.id, { event_type: 'item.remove' }));
    expect(await grants(id)).toMatchObject([{ state: 'revoked' }]);
    expect(await announced()).toEqual(['requested', 'acknowledged', 'revocation_requested']);
  });

  it('that nobody acknowledged is voided, and a late acknowledgement does not bring it back', async () => {
    const { id } = orders.put();
    await happen(paid(id));
    const [grant] = await grants(id);
    await happen(refunded(id));
    await happen(acknowledgedForTest(grant!.id));
    expect(await grants(id)).toMatchObject([{ state: 'voided' }]);
    expect(await announced()).toEqual(['requested', 'voided']);
  });

  it('is never made after the order went back', async () => {
    const { id } = orders.put();
    await happen(refunded(id));
    await happen(paid(id));
    expect(await grants(id)).toMatchObject([{ state: 'voided', items: [] }]);
    expect(await announced()).toEqual([]);
  });

  it('of system items alone is there at once', async () => {
    const order = orders.put();
    order.lines = [{ ...order.lines[0]!, grants: [{ ...order.lines[0]!.grants[0]!, is_system: true }] }];
    await happen(paid(order.id));
    expect(await grants(order.id)).toMatchObject([{ state: 'acknowledged', items: [] }]);
    await happen(refunded(order.id));
    expect(await grants(order.id)).toMatchObject([{ state: 'revoked' }]);
    expect(await announced()).toEqual(['acknowledged']);
  });

  it('tells open pages of each change', async () => {
    const { id } = orders.put();
    const heard: string[] = [];
    const stop = await app.app.get(Signals).subscribe(`order:${id}`, (text) => heard.push(text));
    await happen(paid(id));
    const [grant] = await grants(id);
    await happen(acknowledgedForTest(grant!.id));
    await stop();
    expect(heard).toEqual(['changed', 'changed']);
  });

  it('costs a batch of twenty no statement more than one', async () => {
    const cost = async (count: number) => {
      await app.commands.execute(new Happen(Array.from({ length: count }, () => paid(orders.put().id))), tenant.scope);
      const before = app.database.statements;
      await app.settle();
      return app.database.statements - before;
    };
    await cost(1);
    const one = await cost(1);
    expect(await cost(20)).toBe(one);
  });

  it("is not shown to another game", async () => {
    const { id } = orders.put();
    await happen(paid(id));
    expect(await app.queries.ask(new ListGrantsOfOrder(id), (await app.tenant()).scope)).toEqual([]);
  });
});
