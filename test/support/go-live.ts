import { newId } from '#platform/kernel/ids';
import * as tax from '#money/tax/module';
import type { Booted, Tenant } from './boot.js';
import { memberOf } from './member.js';
import type { SandboxPsp } from './sandbox-psp.js';
import { staffOf } from './staff.js';

type Answer = Awaited<ReturnType<Booted['inject']>>;

const COMPANY = {
  legal_name: 'Go Live Games Ltd', registration_number: '123456', country: 'GB', address_lines: ['1 High Street', 'London'],
  people: [{ name: 'Gloria Live', birth_date: '1985-05-05', country: 'GB', roles: ['director', 'owner'], ownership_percent: 100 }],
};

/** What a game of all contexts does on its way to live money, over the API alone. Its servers are at `webhookUrl` in the sandbox, and at an address of the internet that `throughTo` leads there in the live environment. */
export class GoingLive {
  constructor(private readonly app: Booted, private readonly psp: SandboxPsp, private readonly tenant: Tenant, private readonly webhookUrl: string) {}

  /** Everything that the studio and the operator have to do, the purchase in the sandbox first. Afterwards the live game takes money. */
  async all(): Promise<void> {
    await this.shop(this.tenant.apiKey, this.webhookUrl);
    await this.buy(this.tenant.apiKey);
    await this.shop(this.tenant.liveApiKey, 'https://game.example.com/hooks');
    await this.papers();
  }

  /** Something to sell, and the server that is told of it. */
  async shop(apiKey: string, url: string): Promise<void> {
    const { id } = await this.made('/v1/price_templates', { key: 'live', name: 'Live', price: 499, category: 'none', customs: [] }, apiKey);
    await this.made('/v1/items', { name: 'Lamp', sku: 'lamp', type: 'item', currency: 'USD', is_stackable: false, is_currency: false, price_template_id: id, categories: [] }, apiKey);
    await this.made('/v1/webhooks', { url, events: ['item.add', 'item.remove', 'player.verify'], method: 'POST' }, apiKey);
  }

  order(apiKey: string): Promise<Answer> {
    return this.app.inject({ method: 'POST', url: '/v1/orders', apiKey, body: { player_id: 'P-1', items: [{ sku: 'lamp' }], email: 'player@example.com', country: 'DE' } });
  }

  /** Pays what `order` has answered. */
  async pay({ checkout_url }: { checkout_url: string }): Promise<Answer> {
    const secret = /cs_[^/?#]+/.exec(checkout_url)![0];
    const authorization = `Bearer ${secret}`;
    const { amounts } = (await this.app.inject({ method: 'GET', url: '/store/v1/checkout', headers: { authorization } })).json;
    return this.app.inject({
      method: 'POST', url: '/store/v1/checkout/pay', headers: { authorization, 'idempotency-key': newId('key') },
      body: { method: 'card', token: await this.psp.token('succeeds'), expected_total_minor: amounts.total.minor, expected_currency: amounts.currency, immediate_delivery_requested: true },
    });
  }

  /** Ordered, paid, and acknowledged by the server. */
  async buy(apiKey: string): Promise<Answer> {
    const ordered = await this.order(apiKey);
    if (ordered.status >= 300) return ordered;
    const paid = await this.pay(ordered.json);
    await this.app.settle();
    return paid;
  }

  /** What the studio agrees to and shows, and what two of the operator's staff do about it. */
  async papers(): Promise<void> {
    await tax.storeDemoRegistrations({ query: (sql, values) => this.app.look(sql, values) });
    const owner = { authorization: `Bearer ${(await memberOf(this.app, this.tenant, 'owner')).token}` };
    const [one, other] = [await staffOf(this.app, 'admin'), await staffOf(this.app, 'finance')].map(({ token }) => ({ authorization: `Bearer ${token}` }));
    const version = newId('key').slice(-12);
    await this.done('POST', '/operator/v1/agreements', one!, { kind: 'acceptable_use', version, body: 'Sell what is yours.' });
    await this.done('POST', '/v1/agreements/acceptable_use/acceptance', owner, { version });
    const { company } = await this.done('PUT', '/v1/verification/company', owner, COMPANY);
    const decisions = `/operator/v1/studios/${this.tenant.studioId}/verification/decisions`;
    const proposed = await this.done('POST', decisions, one!, { kind: 'approve', company_id: company.id, reason: 'Complete.', screening_note: 'Looked up by hand.' });
    await this.done('POST', `${decisions}/${proposed.decisions[0].id}/approval`, other!);
    await this.app.settle();
  }

  private made(url: string, body: object, apiKey: string): Promise<any> {
    return this.done('POST', url, { authorization: `Bearer ${apiKey}` }, body);
  }

  private async done(method: 'POST' | 'PUT', url: string, headers: Record<string, string>, body?: object): Promise<any> {
    const answer = await this.app.inject({ method, url, headers, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new Error(`${method} ${url} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }
}
