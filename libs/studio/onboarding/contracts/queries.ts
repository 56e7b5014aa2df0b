import { Query } from '#platform/kernel/messages';

/** Whether money may be taken for the scope's game: a sandbox takes play money always, a live game once it is ready. One row is read for a live game, nothing for a sandbox. */
export class MayTakeMoney extends Query<boolean> {}

/**
 * What onboarding has to know of contexts above it, which it may not call. It says the question, and the context that knows says the answer.
 * The scope is a live game's. Whether there is a payment provider that may charge it.
 */
export class HasPaymentProvider extends Query<boolean> {}

/** The scope is a sandbox game's. Since when (Unix seconds) it is known that the game has acknowledged a grant; null when it never has. */
export class GetFirstAcknowledgement extends Query<number | null> {}
