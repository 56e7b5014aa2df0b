import { Module } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import * as tax from '#money/tax/module';
import type { Scope } from '#platform/kernel/scope';
import { CreateApiKey } from '#studio/access/commands';
import * as gameServers from '#studio/game-servers/module';
import * as staff from '#studio/staff/module';
import { GetFirstAcknowledgement, HasPaymentProvider, MayTakeMoney } from '#studio/onboarding/queries';
import { bootContext, type Booted, type Tenant } from '../../../../test/support/boot.js';
import { answersChallenges, throughTo } from '../../../../test/support/live-egress.js';
import { memberOf, type SignedIn } from '../../../../test/support/member.js';
import type { Receiver } from '../../../../test/support/receiver.js';
import { staffOf } from '../../../../test/support/staff.js';
import { OnboardingModule, rows } from '../module.js';

/** What the contexts above say. */
export class Above {
  static hasProvider = true;
  static acknowledgedAt: number | null = 1_790_000_000;
}

@QueryHandler(HasPaymentProvider)
class SaysProvider implements IQueryHandler<HasPaymentProvider> {
  async execute(): Promise<boolean> { return Above.hasProvider; }
}

@QueryHandler(GetFirstAcknowledgement)
class SaysAcknowledgement implements IQueryHandler<GetFirstAcknowledgement> {
  async execute(): Promise<number | null> { return Above.acknowledgedAt; }
}

@Module({ providers: [SaysProvider, SaysAcknowledgement] })
class AboveModule {}

export const COMPANY = {
  legal_name: 'Blue Fox Games GmbH', registration_number: 'HRB 12345', tax_id: 'DE123456788', country: 'DE', address_lines: ['Am Markt 1', '10115 Berlin'], website: 'https://bluefox.example',
  people: [{ name: 'Ada Fuchs', birth_date: '1980-02-29', country: 'DE', roles: ['director', 'owner'], ownership_percent: 60.5 }],
};

type Answer = Awaited<ReturnType<Booted['inject']>>;

/** This context with real endpoints, tax and staff: three of the operator's people, and for each test a studio, whose owner signs in when she is needed. */
export class OnboardingSuite {
  app!: Booted;
  tenant!: Tenant;
  private signedIn: SignedIn | null = null;
  /** A key of the studio's that has `studio:admin`. */
  private admin = '';
  private people: string[] = [];

  async open(env: Record<string, string> = {}): Promise<void> {
    this.app = await bootContext({ modules: [OnboardingModule, gameServers.GameServersModule, staff.StaffModule, tax.TaxModule, AboveModule], rows: [...rows, ...gameServers.rows, ...staff.rows, ...tax.rows], env });
    for (const role of ['admin', 'finance', 'support'] as const) this.people.push((await staffOf(this.app, role)).token);
    const policy = { kind: 'acceptable_use', version: '1', body: 'Sell nothing that is not yours.' };
    expect((await this.staff(0, 'POST', 'agreements', policy)).status).toBe(201);
    const told = { kind: 'registration', entity: 'Example Ltd', territory: 'DE', scheme: 'eu_oss_non_union', valid_from: '2026-01-01', reason: 'Registered.' };
    const { json } = await this.staff(0, 'POST', 'tax/changes', told);
    expect((await this.staff(1, 'POST', `tax/changes/${json.id}/approval`)).status).toBe(200);
  }

  async studio(receiver: Receiver): Promise<void> {
    Above.hasProvider = true;
    Above.acknowledgedAt = 1_790_000_000;
    this.tenant = await this.app.tenant();
    this.signedIn = null;
    this.admin = (await this.app.commands.execute(new CreateApiKey({ name: 'admin', environment: 'sandbox', scopes: ['studio:admin'], studio_id: this.tenant.studioId }), this.tenant.scope)).key;
    throughTo(this.app, receiver);
    answersChallenges(receiver);
  }

  /** By one of the staff: 0 is an admin, 1 of finance, 2 of support. */
  staff(who: 0 | 1 | 2, method: 'GET' | 'POST' | 'PUT', path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.app.inject({ method, url: `/operator/v1/${path}`, headers: { authorization: `Bearer ${this.people[who]}`, ...headers }, ...(body ? { body } : {}) });
  }

  ofStudio(who: 0 | 1 | 2, method: 'GET' | 'POST' | 'PUT', path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.staff(who, method, `studios/${this.tenant.studioId}/${path}`, body, headers);
  }

  decide(kind: string, more: object = {}, who: 0 | 1 | 2 = 0): Promise<Answer> {
    return this.ofStudio(who, 'POST', 'verification/decisions', { kind, reason: `Because of ${kind}.`, ...more });
  }

  /** An owner of the studio. */
  async owner(): Promise<SignedIn> {
    return (this.signedIn ??= await memberOf(this.app, this.tenant, 'owner'));
  }

  async member(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    return this.app.inject({ method, url: `/v1/${path}`, headers: { authorization: `Bearer ${(await this.owner()).token}` }, ...(body ? { body } : {}) });
  }

  byKey(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    return this.app.inject({ method, url: `/v1/${path}`, apiKey: this.admin, ...(body ? { body } : {}) });
  }

  /** Answers the id of the company data. */
  async submit(changes: object = {}): Promise<string> {
    const { status, json } = await this.byKey('PUT', 'verification/company', { ...COMPANY, ...changes });
    expect(status).toBe(200);
    await this.app.settle();
    return json.company.id;
  }

  /** Proposed by one, approved by the other. */
  async approve(company_id: string): Promise<void> {
    const proposed = await this.decide('approve', { company_id, screening_note: 'Looked up at the provider of ours.' });
    expect(proposed.status).toBe(201);
    expect((await this.ofStudio(1, 'POST', `verification/decisions/${proposed.json.decisions[0].id}/approval`)).status).toBe(200);
  }

  async accept(version = '1'): Promise<void> {
    expect((await this.member('POST', 'agreements/acceptable_use/acceptance', { version })).status).toBe(200);
  }

  webhook(): Promise<Answer> {
    return this.app.inject({ method: 'POST', url: '/v1/webhooks', apiKey: this.tenant.liveApiKey, body: { events: ['item.add', 'player.verify'], url: 'https://game.example.com/hooks', method: 'POST' } });
  }

  /** Everything that the studio and the operator have to do. */
  async ready(): Promise<string> {
    const company = await this.submit();
    await this.approve(company);
    await this.accept();
    expect((await this.webhook()).json.verified).toBe(true);
    await this.looked();
    return company;
  }

  /** Every look that is due has been taken. */
  async looked(): Promise<void> {
    await this.app.settle();
    await this.app.look(`UPDATE platform.job SET run_at = now() WHERE state = 'pending' AND type = 'onboarding.look'`);
    await this.app.settle();
  }

  get live(): Scope {
    return { ...this.tenant.scope, gameId: this.tenant.liveGameId };
  }

  mayTakeMoney(): Promise<boolean> {
    return this.app.queries.ask(new MayTakeMoney(), this.live);
  }

  async readiness(): Promise<any> {
    return (await this.app.inject({ method: 'GET', url: `/v1/games/${this.tenant.liveGameId}/readiness`, apiKey: this.tenant.liveApiKey })).json;
  }

  async missing(): Promise<string[]> {
    return (await this.readiness()).requirements.filter((each: { is_met: boolean }) => !each.is_met).map((each: { id: string }) => each.id);
  }
}
