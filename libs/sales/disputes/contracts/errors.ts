import { Conflict, NotFound } from '#platform/kernel/errors';

export class DisputeNotFound extends NotFound {
  constructor() { super('disputes.not_found', 'No such dispute.'); }
}

/** 409: it has an end, or our answer is with the bank. */
export class NothingToAnswer extends Conflict {
  constructor(status: string, answer: string) { super('disputes.nothing_to_answer', `This dispute waits for no answer: it is ${status}, the answer is ${answer}.`); }
}

/** 409: another way was taken first. */
export class AnswerUnderWay extends Conflict {
  constructor(answer: string) { super('disputes.answer_under_way', `An answer to this dispute is under way: ${answer}.`); }
}

/** 404: the buyer was erased, or nothing was ever sent and her records are gone. */
export class EvidenceErased extends NotFound {
  constructor() { super('disputes.evidence_erased', 'The buyer was erased: of the evidence its hash is left.'); }
}
