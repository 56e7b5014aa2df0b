import { DomainEvent } from '#platform/kernel/messages';

/** A person's data is gone. Says nothing of her: who asked knows whom the request was about. */
export class PlayerErased extends DomainEvent<{ gdpr_request_id: string; erased_at: number }> {
  static readonly type = 'consents.player.erased.v1';
}
