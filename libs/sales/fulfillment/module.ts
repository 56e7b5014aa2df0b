import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { Holds } from '#platform/invariants/invariants';
import { CLAIM_KEYS_SEALED, ListClaimKeysHandler, MakeClaimKeyHandler, OpenClaimKeysHandler } from './claim-keys.js';
import { ClaimGrantHandler, ListClaimsHandler } from './claims.js';
import { ClaimKeysController, ClaimsController, OwnClaimsController } from './claims.controller.js';
import { EraseGrantsHandler, GetGrantDataHandler, GrantData } from './grant-data.js';
import { GetFirstAcknowledgementHandler, ListGrantsOfOrderHandler, ListUnansweredGrantsHandler } from './grant-queries.js';
import { Grants } from './grants.js';
import { HELD_BY_FULFILLMENT } from './invariants.js';
import { OrderGrants } from './order-grants.js';
import { Reservations } from './reservations.js';
import { BeginReservationHandler, NoteReservationHandler, ReserveOrderHandler } from './reserve-order.js';
import { ClaimKeyRows, GrantRows, ReservationRows, TakenPartRows } from './rows.js';
import { SignedClaims } from './signed-claims.flow.js';
import { GiveUpUnacknowledged, GrantOrder, NoteAcknowledgement, NoteDecline, ReleaseReservation, TakeBackCanceled, TakeBackPart, TakeBackRefunded } from './subscribers.js';
import { TakenParts } from './taken-parts.js';

export const rows: EntitySchema[] = [GrantRows, ClaimKeyRows, ReservationRows, TakenPartRows];

@Holds(HELD_BY_FULFILLMENT)
@Seals(CLAIM_KEYS_SEALED)
@Module({
  controllers: [OwnClaimsController, ClaimsController, ClaimKeysController],
  providers: [
    Grants, OrderGrants, TakenParts, GrantOrder, TakeBackRefunded, TakeBackCanceled, TakeBackPart, NoteAcknowledgement, NoteDecline, GiveUpUnacknowledged, ListGrantsOfOrderHandler, ListUnansweredGrantsHandler, GetFirstAcknowledgementHandler, ListClaimsHandler, ClaimGrantHandler, SignedClaims, ListClaimKeysHandler, OpenClaimKeysHandler,
    MakeClaimKeyHandler, Reservations, ReserveOrderHandler, BeginReservationHandler, NoteReservationHandler, ReleaseReservation,
    GrantData, GetGrantDataHandler, EraseGrantsHandler,
  ],
})
export class FulfillmentModule {}
