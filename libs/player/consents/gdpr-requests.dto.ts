import { PageOf } from '#platform/http/answers';
import { Bool, Instant, Int, Json, OneOf, Str, Strs } from '#platform/http/fields';
import { Cursor, QueryInt } from '#platform/http/query-fields';

const TYPES = ['erasure', 'export'] as const;

/** At least one of the three says who is meant; all that are found by any of them belong to the request. */
export class GDPRDataRemovalRequest {
  @Str({ optional: true, email: true, max: 320, what: 'As the game, the sign-in or a checkout has told it. Every player of the game who goes by it is meant' }) email?: string;
  @Str({ optional: true, min: 1, max: 32, what: 'A user of the hub (`usr_`)' }) user_id?: string;
  @Str({ optional: true, min: 1, max: 255, what: "The game's own player id" }) player_id?: string;
  @OneOf(TYPES, { optional: true, name: 'GdprRequestType', default: 'erasure', what: '`erasure`: what is held goes, but for what the law has to be kept; `export`: a copy of it, to be fetched for seven days' }) type?: 'erasure' | 'export';
}

export class GdprRequestRead {
  @Str() id: string;
  @OneOf(TYPES, { name: 'GdprRequestType' }) type: string;
  @OneOf(['pending', 'waiting', 'completed'], { name: 'GdprRequestStatus', what: '`waiting`: something is under way that has to end first, see `waits_for`' }) status: string;
  @Strs({ what: 'What an erasure waits for: payment_open, refund_open, dispute_open, grant_open, delivery_open (these two until five days before `due_at` at most), order_being_paid, facts_on_their_way' }) waits_for: string[];
  @Int({ what: 'Rows that were deleted or emptied; 0 when nothing was held' }) rows_erased: number;
  @Instant() requested_at: number;
  @Instant({ what: "The end of the law's month, Unix seconds. It is run at once" }) due_at: number;
  @Instant({ nullable: true }) ended_at: number | null;
  @Instant({ nullable: true, what: 'Until then `GET /v1/gdpr_requests/{gdpr_request_id}/export` answers the document; Unix seconds' }) document_expires_at: number | null;
}

export class GdprRequestPage extends PageOf(GdprRequestRead, 'GdprRequestPageOf') {}

export class GdprRequestsQuery {
  @QueryInt({ min: 1, max: 100, default: 20 }) limit?: number;
  @Cursor('gdr') starting_after?: string;
}

export class GdprExport {
  @Str() gdpr_request_id: string;
  @Instant() exported_at: number;
  @Strs({ what: 'The players that were found' }) player_ids: string[];
  @Bool({ what: 'False when a section was so long that its oldest entries are left out' }) is_complete: boolean;
  @Json({ what: 'By the part of Hubcraft that holds it, by section: lists of entries' }) held: Record<string, unknown>;
}
