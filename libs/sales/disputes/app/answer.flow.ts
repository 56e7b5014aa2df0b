import { Injectable } from '@nestjs/common';
import { Commands, Queries } from '#platform/cqrs/doors';
import { unixSeconds } from '#platform/kernel/clock';
import type { Scope } from '#platform/kernel/scope';
import { EvidenceErased } from '../contracts/errors.js';
import type { EvidencePack } from '../contracts/evidence-pack.js';
import { GetDispute, type DisputeView, type EvidenceView } from '../contracts/queries.js';
import { evidenceText } from '../domain/compose-evidence.js';
import { BeginAnswer } from './answer-dispute.js';
import { EvidenceCollector, sealable } from './collect-evidence.js';
import { DisputeDesk, GetFrozenEvidence } from './dispute-queries.js';

/** What staff do about a dispute of whichever game: under its own scope, since nobody of the operator writes across games. */
@Injectable()
export class AnswerFlow {
  constructor(private readonly desk: DisputeDesk, private readonly commands: Commands, private readonly queries: Queries, private readonly collector: EvidenceCollector) {}

  /** Throws `disputes.not_found`, `disputes.evidence_erased`. */
  async evidence(id: string, staff: Scope): Promise<EvidenceView> {
    const dispute = await this.desk.find(id);
    const scope = { ...staff, gameId: dispute.game_id };
    const frozen = await this.queries.ask(new GetFrozenEvidence(id), scope);
    if (frozen && frozen.document === null) throw new EvidenceErased();
    if (frozen?.document) {
      const document = JSON.parse(frozen.document) as EvidencePack;
      return { is_frozen: true, sha256: frozen.sha256, built_at: frozen.built_at, document, text: evidenceText(document) };
    }
    const { pack, built_at } = await this.collector.collect(dispute, null, scope);
    return { is_frozen: false, sha256: sealable(pack).sha256, built_at: unixSeconds(built_at), document: pack, text: evidenceText(pack) };
  }

  /** Throws `disputes.not_found`, `disputes.nothing_to_answer`, `disputes.answer_under_way`. */
  async submit(id: string, { statement, by_hand }: { statement: string | null; by_hand: boolean }, staff: Scope): Promise<DisputeView> {
    const dispute = await this.desk.find(id);
    const scope = { ...staff, gameId: dispute.game_id };
    const { pack, built_at } = await this.collector.collect(dispute, statement, scope);
    await this.commands.execute(new BeginAnswer(id, by_hand ? 'by_hand' : 'sending', { ...sealable(pack), built_at }), scope);
    return this.queries.ask(new GetDispute(id), scope);
  }

  async accept(id: string, staff: Scope): Promise<DisputeView> {
    const dispute = await this.desk.find(id);
    const scope = { ...staff, gameId: dispute.game_id };
    await this.commands.execute(new BeginAnswer(id, 'accepting', null), scope);
    return this.queries.ask(new GetDispute(id), scope);
  }
}
