import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentScope } from '#platform/database/store';
import { Clock, fromUnixSeconds, unixSeconds, unixSecondsOrNull } from '#platform/kernel/clock';
import { newId } from '#platform/kernel/ids';
import { Command, Query } from '#platform/kernel/messages';
import { Outbox } from '#platform/outbox/outbox';
import { AgreementNotFound, AgreementOutdated, AgreementPersonNeeded, RequiredInThePast } from '../contracts/errors.js';
import type { AgreementKind } from '../contracts/words.js';
import { AgreementsRepository } from '../infra/agreements.repository.js';
import { StandingRepository } from '../infra/standing.repository.js';
import { Looks } from './look-again.js';
import { standingTold } from './standing-told.js';

/** How long studios have to agree to a later version for which nobody has said from when on it is required. */
const GRACE_SECONDS = 30 * 86_400;

/** By staff: a version of a text, which is never changed. The first one of its kind is required at once, a later one after thirty days, unless it says from when on. Throws `onboarding.agreement_there`, `required_in_the_past`. */
export class PublishAgreement extends Command<{ agreement_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly text: { kind: AgreementKind; version: string; body: string; required_from: number | null }) { super(); }
}

@CommandHandler(PublishAgreement)
export class PublishAgreementHandler implements ICommandHandler<PublishAgreement> {
  constructor(private readonly agreements: AgreementsRepository, private readonly clock: Clock) {}

  async execute({ text: { required_from, ...text } }: PublishAgreement) {
    const now = this.clock.now();
    if (required_from !== null && required_from < unixSeconds(now)) throw new RequiredInThePast();
    const isLater = (await this.agreements.newest(text.kind)) !== undefined;
    const id = newId('agt');
    await this.agreements.publish({ id, ...text, required_from: fromUnixSeconds(required_from ?? unixSeconds(now) + (isLater ? GRACE_SECONDS : 0)), published_by: currentScope().actor.id, published_at: now });
    return { agreement_id: id };
  }
}

/** A person of the studio agrees to the newest version. Agreeing again changes nothing. Throws `onboarding.person_needed`, `agreement_not_found`, `agreement_outdated`. */
export class AcceptAgreement extends Command<{ agreement_id: string }> {
  static readonly context = 'studio/onboarding';
  constructor(readonly studioId: string, readonly kind: AgreementKind, readonly version: string) { super(); }
}

@CommandHandler(AcceptAgreement)
export class AcceptAgreementHandler implements ICommandHandler<AcceptAgreement> {
  constructor(private readonly agreements: AgreementsRepository, private readonly standings: StandingRepository, private readonly looks: Looks, private readonly outbox: Outbox, private readonly clock: Clock) {}

  async execute({ studioId, kind, version }: AcceptAgreement) {
    const { actor } = currentScope();
    if (actor.kind !== 'member') throw new AgreementPersonNeeded();
    const text = await this.agreements.find(kind, version);
    if (!text) throw new AgreementNotFound();
    const newest = (await this.agreements.newest(kind))!;
    if (newest.id !== text.id) throw new AgreementOutdated(newest.version);
    const now = this.clock.now();
    await this.agreements.accept({ studio_id: studioId, agreement_id: text.id, kind, accepted_by: actor.id, accepted_at: now });
    if (kind === 'acceptable_use') await this.looks.at(studioId);
    else {
      const held = await this.standings.hold(studioId, actor.id, now);
      if (held.self_billing_agreement_id !== text.id) this.outbox.record(standingTold(await this.standings.change(held, { self_billing_agreement_id: text.id })));
    }
    return { agreement_id: text.id };
  }
}

export interface AgreementView { id: string; kind: AgreementKind; version: string; body: string; required_from: number; published_at: number; accepted_by: string | null; accepted_at: number | null }

/** The newest twenty versions with their bodies, newest first; and when the studio agreed, where one is named. */
export class ListAgreements extends Query<AgreementView[]> {
  constructor(readonly studioId: string | null) { super(); }
}

@QueryHandler(ListAgreements)
export class ListAgreementsHandler implements IQueryHandler<ListAgreements> {
  constructor(private readonly agreements: AgreementsRepository) {}

  async execute({ studioId }: ListAgreements): Promise<AgreementView[]> {
    const accepted = new Map((studioId ? await this.agreements.acceptances(studioId) : []).map((each) => [each.agreement_id, each]));
    return (await this.agreements.list()).map(({ id, kind, version, body, required_from, published_at }) => ({
      id, kind, version, body, required_from: unixSeconds(required_from), published_at: unixSeconds(published_at), accepted_by: accepted.get(id)?.accepted_by ?? null, accepted_at: unixSecondsOrNull(accepted.get(id)?.accepted_at ?? null),
    }));
  }
}
