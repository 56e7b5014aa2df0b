import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jcs from 'canonicalize';
import { Queries } from '#platform/cqrs/doors';
import { Clock } from '#platform/kernel/clock';
import { invariant } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer } from '#player/players/queries';
import { ListGrantsOfOrder } from '#sales/fulfillment/queries';
import { GetOrderDetails, GetPlaceEvidence } from '#sales/orders/queries';
import { GetPayment, ListUndisputedBefore } from '#sales/payments/queries';
import { ListDocumentsOfOrders } from '#sales/receipts/queries';
import { ListRefunds } from '#sales/refunds/queries';
import type { EvidencePack } from '../contracts/evidence-pack.js';
import type { DisputeView } from '../contracts/queries.js';
import { composeEvidence } from '../domain/compose-evidence.js';

/** The package is CommonJS and its types say otherwise. */
const canonicalize = jcs as unknown as (value: object) => string | undefined;
const REFUNDS_MAX = 100;

/** The canonical form of JSON (RFC 8785) and its SHA-256 in hex: what is kept, and under which it is sent. */
export function sealable(pack: EvidencePack): { document: string; sha256: string } {
  const document = canonicalize(pack);
  invariant(document, 'Evidence has no canonical form');
  return { document, sha256: createHash('sha256').update(document, 'utf8').digest('hex') };
}

/** Reads together what our records hold of a disputed purchase, each part from whoever keeps it. Nothing is written. */
@Injectable()
export class EvidenceCollector {
  constructor(private readonly queries: Queries, private readonly clock: Clock) {}

  async collect(dispute: DisputeView, statement: string | null, scope: Scope): Promise<{ pack: EvidencePack; built_at: Date }> {
    const [payment, order, place, documents, grants, refunds, earlier] = await Promise.all([
      this.queries.ask(new GetPayment(dispute.payment_id), scope), this.queries.ask(new GetOrderDetails(dispute.order_id), scope), this.queries.ask(new GetPlaceEvidence(dispute.order_id), scope),
      this.queries.ask(new ListDocumentsOfOrders([dispute.order_id]), scope), this.queries.ask(new ListGrantsOfOrder(dispute.order_id), scope), this.queries.ask(new ListRefunds({ order_id: dispute.order_id, limit: REFUNDS_MAX }), scope),
      this.queries.ask(new ListUndisputedBefore(dispute.payment_id), scope),
    ]);
    const player = await this.queries.ask(new GetPlayer(order.player_id), scope);
    return { pack: composeEvidence({ dispute, payment, order, place, documents, grants, refunds: refunds.data, earlier, player, statement }), built_at: this.clock.now() };
  }
}
