/** Fields of the contract that would change eligibility or payment and have no effect yet: refused unless null. `docs/reference/not-yet.md` is made from it. */
export const NOT_YET: { operation: string; field: string; why: string }[] = [
  { operation: 'update_player', field: 'creator_program_id', why: 'Creator programmes decide who earns of a purchase; there are none yet.' },
];
