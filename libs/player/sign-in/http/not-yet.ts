/** Every field of the tag Users works. */
export const NOT_YET: { operation: string; field: string; why: string }[] = [];
