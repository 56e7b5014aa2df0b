import { invariant } from '#platform/kernel/errors';
import type { Principal } from '#platform/http/policy';
import type { Scope } from '#platform/kernel/scope';

/** The scope of a caller of the Studio API, who is always of a studio. */
export function studioOf({ scope }: Principal): Scope & { studioId: string } {
  const { studioId } = scope;
  invariant(studioId, 'A caller of the Studio API has no studio');
  return { ...scope, studioId };
}
