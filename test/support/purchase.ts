import { newId } from '#platform/kernel/ids';
import { CreateOrder, LockOrderForPayment } from '#sales/orders/commands';
import { GetOrderDetails, type OrderDetails } from '#sales/orders/queries';
import { StartPayment } from '#sales/payments/commands';
import { ChargePayment } from '#sales/payments/queries';
import type { Booted, Tenant } from './boot.js';
import type { SandboxPsp } from './sandbox-psp.js';

export interface Bought { order: OrderDetails; payment_id: string }

/** Buys gems for 19.99 EUR in Germany with a card of the sandbox, and waits until the books have it. */
export async function buyGems(app: Booted, psp: SandboxPsp, { scope }: Tenant, card: Parameters<SandboxPsp['token']>[0], o: { player?: string; ip?: string } = {}): Promise<Bought> {
  const [player_id, ip_address] = [o.player ?? 'P-1', o.ip ?? '93.184.216.34'];
  const { order_id } = await app.commands.execute(new CreateOrder({ source: 's2s', player_id, email: 'aria@example.com', country: 'DE', ip_address, lines: [{ sku: 'gems.500', quantity: 1 }] }), scope);
  const order = await app.queries.ask(new GetOrderDetails(order_id), scope);
  const payment_id = newId('pmt');
  const { seller } = await app.commands.execute(new LockOrderForPayment({ order_id, payment_id, expected_total_minor: order.amount_minor, expected_currency: order.currency, immediate_delivery_requested: true }), scope);
  await app.commands.execute(new StartPayment({
    payment_id, order_id, player_id, method: 'card', amount_minor: order.amount_minor, currency: order.currency, country: 'DE', ip_address, user_agent: 'test', return_url: 'http://127.0.0.1:4400/return', platform: null, seller,
  }), scope);
  await app.calls.ask(new ChargePayment({ payment_id, token: await psp.token(card) }), scope);
  await app.settle();
  return { order: await app.queries.ask(new GetOrderDetails(order_id), scope), payment_id };
}
