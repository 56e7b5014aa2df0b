import { SetMetadata, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../kernel/scope.js';

/** Who may call a route. Every route carries exactly one policy, or the process does not start. What OpenAPI says of credentials and refusals follows from it (`openapi.ts`). */
export type Policy =
  | { audience: 'studio'; scope: string }
  | { audience: 'operator'; scope: string }
  | { audience: 'player'; assurance: 'none' | 'player_id' | 'verified' }
  | { audience: 'checkout' }
  | { audience: 'ingress' }
  | { audience: 'public' };

/** Names the version of the Studio API that a request is in. */
export const VERSION_HEADER = 'hubcraft-version';
export const POLICY = 'hubcraft:policy';
export const IDEMPOTENCY = 'hubcraft:idempotency';
export const TELLS_OF_NOBODY = 'hubcraft:tells-of-nobody';
export const GUESSABLE = 'hubcraft:guessable';

/** The caller of a request, once its credential has been checked. */
export interface Principal {
  readonly scope: Scope;
  readonly environment: 'sandbox' | 'live';
  /** For the Studio API: the version in which it is answered unless it names one, and what that is pinned to. */
  readonly apiVersion?: { readonly version: string; readonly by: 'key' | 'game' };
  /** Scopes of the API key or of the member's role (`orders:read`, `*`, `studio:admin`). */
  readonly grants: readonly string[];
  /** For players: how sure we are who it is. */
  readonly assurance?: 'none' | 'player_id' | 'verified';
  readonly playerId?: string;
  readonly sessionId?: string;
  /** Who of the studio acts: the member, or of a key the one who made it; null where none is known. */
  readonly memberId?: string | null;
  /** For members and staff: when she last showed that it is her. */
  readonly provenAt?: Date;
  /** For checkout secrets: the one order that it opens. */
  readonly orderId?: string;
}

export interface HubcraftRequest extends FastifyRequest {
  principal?: Principal;
  /** By `TellsOfNobody`. */
  tellsOfNobody?: boolean;
  requestId: string;
  /** The name of the operation, once its caller may call it. */
  operation?: string;
  /** In which version it is answered; undefined where there are none. */
  apiVersion?: string;
  /** Its answer has the form of that version already. */
  isInItsVersion?: boolean;
  rawText?: Buffer;
}

/** A route of the Studio API: an API key of the game's environment with this scope (`items:write`), or a member of its studio whose role has it. */
export const StudioRoute = (scope: string) => SetMetadata(POLICY, { audience: 'studio', scope } satisfies Policy);
/** A route of the Operator API: one of the operator's own staff whose role has this scope. Each call leaves an entry in the operator's audit trail. */
export const OperatorRoute = (scope: string) => SetMetadata(POLICY, { audience: 'operator', scope } satisfies Policy);
/** A route of the Store API, under a hub: a player session of at least this assurance (`none`: anonymous browsing is enough). */
export const PlayerRoute = (assurance: 'none' | 'player_id' | 'verified') => SetMetadata(POLICY, { audience: 'player', assurance } satisfies Policy);
/** A route of the Store API for one order, opened by its client secret. */
export const CheckoutRoute = () => SetMetadata(POLICY, { audience: 'checkout' } satisfies Policy);
/** A route that outside systems call, signed in their own way; the controller verifies over the raw bytes before anything else. */
export const IngressRoute = () => SetMetadata(POLICY, { audience: 'ingress' } satisfies Policy);
/** A route for anybody. */
export const PublicRoute = () => SetMetadata(POLICY, { audience: 'public' } satisfies Policy);
/** A money operation of ours: `Idempotency-Key` is required. */
export const RequiresIdempotencyKey = () => SetMetadata(IDEMPOTENCY, 'required');

/** Its answer says nothing of a person, whoever was named in the request: it is kept for repetitions though she is erased. */
export const TellsOfNobody = () => SetMetadata(TELLS_OF_NOBODY, true);

/** A member of the body whose values could be guessed from a hash of the whole (a tax id, a telephone number): where it is sent, a repetition is known by a keyed hash. */
export const HoldsGuessable = (member: string) => SetMetadata(GUESSABLE, member);

/** The scope of the caller, for the doors. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Scope => principalOf(context).scope);
/** The whole caller: assurance, player, order. */
export const WhoCalls = createParamDecorator((_: unknown, context: ExecutionContext): Principal => principalOf(context));

function principalOf(context: ExecutionContext): Principal {
  const principal = context.switchToHttp().getRequest<HubcraftRequest>().principal;
  if (!principal) throw new Error('This route has no caller: its policy is public');
  return principal;
}
