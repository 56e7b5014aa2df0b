import fc from 'fast-check';
import { PLACES, type Card, type Model, type OrderModel, type Status, type World } from './world.js';

type Step = fc.AsyncCommand<Model, World>;

/** The provider and we allow ten tries for an order; the model stays below. */
const TRIES_MAX = 8;
const isOpen = ({ may }: OrderModel): boolean => may.includes('created') || may.includes('reattempted');

function equal(told: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(told) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(told)} and not ${JSON.stringify(wanted)}`);
}

function refused(status: number, what: string): void {
  if (status < 400 || status > 499) throw new Error(`${what} was answered ${status}`);
}

/** What is done to one of the orders there are; `seed` says which. */
abstract class OnOrder implements Step {
  constructor(readonly seed: number) {}

  check({ orders }: Readonly<Model>): boolean {
    return orders.length > 0 && this.suits(orders[this.seed % orders.length]!);
  }

  async run(model: Model, world: World): Promise<void> {
    const which = this.seed % model.orders.length;
    await this.on(model.orders[which]!, which, world);
  }

  toString(): string {
    return `${this.constructor.name}(${this.seed})`;
  }

  protected suits(_order: OrderModel): boolean {
    return true;
  }

  protected abstract on(order: OrderModel, which: number, world: World): Promise<void>;
}

class MakeOrder implements Step {
  constructor(private readonly seed: number, private readonly quantity: number) {}

  check({ orders }: Readonly<Model>): boolean {
    return orders.length < 4;
  }

  async run(model: Model, world: World): Promise<void> {
    const offer = world.offers[this.seed % world.offers.length]!;
    await world.makeOrder(offer, this.quantity);
    model.orders.push({ sku: offer.sku, quantity: this.quantity, isPlaced: false, may: ['created'], ends: ['created'], attempts: 0, charges: 0, back: 0 });
  }

  toString(): string {
    return `MakeOrder(${this.seed}, ${this.quantity})`;
  }
}

class TellPlace extends OnOrder {
  constructor(seed: number, private readonly place: number) {
    super(seed);
  }

  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const { status, text } = await world.place(which, PLACES[this.place % PLACES.length]!);
    if (!isOpen(order)) return refused(status, 'A place for an order that is not open');
    equal(status, 200, `The place (${text})`);
    order.isPlaced = true;
  }

  override toString(): string {
    return `TellPlace(${this.seed}, ${this.place})`;
  }
}

class Pay extends OnOrder {
  constructor(seed: number, private readonly card: Card) {
    super(seed);
  }

  protected override suits({ attempts }: OrderModel): boolean {
    return attempts < TRIES_MAX;
  }

  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const { status, body, text } = await world.pay(which, this.card);
    if (!isOpen(order)) return void (await paidAlready(status, which, order, world));
    if (!order.isPlaced) return refused(status, 'A payment before the place is known');
    const isDeclined = this.card === 'declined';
    equal([status, body.state], [200, isDeclined ? 'declined' : 'paid'], `The payment (${text})`);
    order.attempts++;
    if (isDeclined) Object.assign(order, { may: ['reattempted'], ends: ['reattempted'] });
    else await paid(order, which, world, this.card);
  }

  override toString(): string {
    return `Pay(${this.seed}, ${this.card})`;
  }
}

const AFTER: Record<'succeeds' | 'dispute_lost' | 'dispute_won', { may: Status[]; ends: Status[] }> = {
  succeeds: { may: ['paid'], ends: ['paid'] },
  dispute_lost: { may: ['paid', 'disputed', 'canceled'], ends: ['canceled'] },
  dispute_won: { may: ['paid', 'disputed'], ends: ['paid'] },
};

async function paid(order: OrderModel, which: number, world: World, card: Card): Promise<void> {
  Object.assign(order, AFTER[card as keyof typeof AFTER]);
  order.charges = 1;
  await world.becomes(which, order.may);
}

/** Money was taken for it once: whatever else is answered, it is not taken again. */
async function paidAlready(status: number, which: number, order: OrderModel, world: World): Promise<void> {
  if (status !== 200) refused(status, 'A payment of what is paid');
  equal(await world.charges(which), order.charges, 'Charges');
}

class PayOutdated extends OnOrder {
  protected override suits(order: OrderModel): boolean {
    return isOpen(order) && order.isPlaced;
  }

  protected async on(_order: OrderModel, which: number, world: World): Promise<void> {
    const { status, body } = await world.pay(which, 'succeeds', 1);
    equal([status, body.code], [409, 'order.requote'], 'A payment of another total');
  }
}

class PayAgain extends OnOrder {
  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const both = await world.payAgain(which);
    if (both) equal([both.again.status, both.again.text], [both.before.status, both.before.text], 'The same payment once more');
    equal(await world.charges(which), order.charges, 'Charges');
  }
}

class PayTwiceAtOnce extends OnOrder {
  protected override suits(order: OrderModel): boolean {
    return isOpen(order) && order.isPlaced && order.attempts < TRIES_MAX - 1;
  }

  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const answers = await world.payTwice(which);
    equal(answers.map(({ status }) => status), [200, 200], `Two payments at once (${answers.map(({ text }) => text).join()})`);
    order.attempts += 2;
    await paid(order, which, world, 'succeeds');
    equal(await world.charges(which), 1, 'Charges');
  }
}

class Refund extends OnOrder {
  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const { status, code } = await world.refund(which);
    if (isOpen(order)) return refused(status, 'A refund of what is not paid');
    if (order.back === order.quantity) return refused(status, 'A refund of what has gone back unit by unit');
    const isBanks = order.may.includes('disputed') || order.may.includes('canceled');
    if (!isBanks) {
      equal(status, 200, `A refund (${code})`);
      Object.assign(order, { may: ['refund_requested', 'refunded'], ends: ['refunded'] });
    } else if (status === 200) {
      // Whichever comes first, the refund or the bank: a refund that the bank was before is refused, and the order is paid again once the bank has decided for us.
      const otherwise: Status = order.ends.includes('canceled') ? 'canceled' : 'paid';
      Object.assign(order, { may: ['refund_requested', 'disputed', 'refunded', otherwise], ends: ['refunded', otherwise], isRefundAsked: true });
    } else refused(status, 'A refund of what the bank has');
  }
}

/** One unit after the other; the last one is the end of the order. While a bank decides nobody can say which comes first. */
class RefundUnit extends OnOrder {
  protected override suits({ may }: OrderModel): boolean {
    return !may.includes('disputed');
  }

  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const { status, code } = await world.refundUnit(which);
    if (!order.may.includes('paid')) return refused(status, 'A refund of a unit of what is not paid');
    equal(status, 201, `A refund of a unit (${code})`);
    if (++order.back === order.quantity) Object.assign(order, { may: ['refunded'], ends: ['refunded'] });
  }
}

class Look extends OnOrder {
  protected async on(order: OrderModel, which: number, world: World): Promise<void> {
    const now = await world.status(which);
    if (!order.may.includes(now)) throw new Error(`Order ${which} is ${now} and not ${order.may.join(' or ')}`);
    equal(await world.charges(which), order.charges, 'Charges');
  }
}

const seed = fc.nat(1_000);

/** Sequences of up to `length` steps, more of those that lead somewhere. */
export const sequences = (length: number) => {
  const card = fc.constantFrom<Card>('succeeds', 'succeeds', 'declined', 'dispute_lost', 'dispute_won');
  const made = fc.tuple(seed, fc.integer({ min: 1, max: 3 })).map((args) => new MakeOrder(...args));
  return fc.commands<Model, World, true>([
    made, made, fc.tuple(seed, fc.nat(3)).map((args) => new TellPlace(...args)), fc.tuple(seed, fc.nat(3)).map((args) => new TellPlace(...args)),
    fc.tuple(seed, card).map((args) => new Pay(...args)), fc.tuple(seed, card).map((args) => new Pay(...args)), seed.map((which) => new PayOutdated(which)), seed.map((which) => new PayAgain(which)),
    seed.map((which) => new PayTwiceAtOnce(which)), seed.map((which) => new Refund(which)), seed.map((which) => new RefundUnit(which)), seed.map((which) => new Look(which)),
  ] as never, { maxCommands: length, size: 'max' });
};

/** Everything has come to rest: orders are what they may end as, and the game has given what was paid for and kept. */
export async function atRest(model: Model, world: World): Promise<void> {
  for (const [which, order] of model.orders.entries()) {
    await world.becomes(which, order.ends);
    if (order.isRefundAsked && (await world.status(which)) === 'paid') equal(await world.refundStates(which), ['failed'], 'Refunds of an order that the bank had first');
    equal(await world.charges(which), order.charges, 'Charges');
  }
}

/** What the game should have given by the states that the orders have now. */
export async function expectedInventory(model: Model, world: World): Promise<Record<string, number>> {
  const given: Record<string, number> = {};
  for (const [which, { sku, quantity, back }] of model.orders.entries()) {
    if (['paid', 'disputed'].includes(await world.status(which))) given[sku] = (given[sku] ?? 0) + quantity - back;
  }
  return given;
}
