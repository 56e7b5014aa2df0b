import type { OpenAPIObject } from '@nestjs/swagger';

type Components = Required<Pick<NonNullable<OpenAPIObject['components']>, 'schemas' | 'responses' | 'parameters' | 'headers'>>;

export const DESCRIPTION = [
  'The Studio API (`/v1`) is for game servers and tools, with an API key of one game environment or the session of a member of its studio. The Store API (`/store/v1`) is for players and the pages that they see, with a player session or the client secret of one order.',
  'Money is an integer of minor units beside its ISO 4217 currency unless a field says decimal; instants are Unix seconds; countries are ISO 3166-1, regions ISO 3166-2.',
  'What is refused is `application/problem+json` (RFC 9457) with a `code` that stays, `request_id`, and `errors` that name the places: 400 for what cannot be read, 422 for everything that can be read and is refused, 404 also for what belongs to somebody else.',
  'A write that is sent again with the same `Idempotency-Key` and the same body has one effect and the same answer; with another body it is refused.',
  'The Studio API has versions, by date: `Hubcraft-Version` names the one of a request, otherwise the one that the API key or the game is pinned to counts. Events come in the version that their webhook is pinned to. A version is served for 12 months after its deprecation was told; `GET /v1/versions` lists them.',
  'Pages follow each other by `starting_after`, the last id of the page before. 6,000 requests a minute per caller, 200 at once.',
  'Under overload calls are refused by importance (`x-hubcraft-importance`: `bulk` first, then `studio`, `player`, `critical`) with 503 `service.overloaded` and `Retry-After`; nothing of them was done.',
].join('\n\n');

export const CREDENTIALS = {
  api_key: { type: 'http', scheme: 'bearer', description: 'An API key of one game environment: `hc_sandbox_…` or `hc_live_…`. Operations name the scope that it needs.' },
  api_key_basic: { type: 'http', scheme: 'basic', description: 'The API key as user name, and no password' },
  member_session: { type: 'http', scheme: 'bearer', description: 'The session of a member of the studio. Operations name the scope that her role needs; `Hubcraft-Game` names the environment.' },
  member_cookie: { type: 'apiKey', in: 'cookie', name: '__Host-hc_console', description: 'The same session in a browser. Writes with it come from the own origin.' },
  staff_session: { type: 'http', scheme: 'bearer', description: 'The session of somebody of the operator. Operations name the scope that her role needs.' },
  staff_cookie: { type: 'apiKey', in: 'cookie', name: '__Host-hc_operator', description: 'The same session in a browser. Writes with it come from the own origin.' },
  player_session: { type: 'http', scheme: 'bearer', description: 'The session token of a player of a hub. Operations name the assurance that it needs.' },
  player_cookie: { type: 'apiKey', in: 'cookie', name: 'hc_session', description: 'The session of a hub page. Writes with it come from the own origin.' },
  checkout_secret: { type: 'http', scheme: 'bearer', description: 'The client secret of one order; it ends with the order' },
} as const;

/** What a few names mean wherever they stand, for parameters and members that say nothing of themselves. */
export const WORDS: Readonly<Record<string, string | undefined>> = {
  limit: 'How many at most', offset: 'How many to skip', starting_after: 'Where the page before ended: its last id', has_more: 'Whether anything comes after it',
  country: 'ISO 3166-1', region: 'ISO 3166-2', currency: 'ISO 4217', locale: 'Such as `en` or `pt-BR`', postcode: 'As its country writes it', order_id: 'The order, by its id', player_id: 'The game’s own id of the player',
  event_type: 'Such as `order.paid`', platform: 'Where it is bought: any platform, or one',
};

const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more }) as const;
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const RATE = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];

function refusal(description: string, ...headers: string[]) {
  return { description, headers: Object.fromEntries(['X-Request-Id', ...headers].map((name) => [name, { $ref: `#/components/headers/${name}` }])), content: PROBLEM };
}

const KEY = {
  name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
} as const;
const KEY_TEXT = 'A text of your own, one per effect, kept for 30 days. Twins of a request that runs wait for its answer; later ones get the same bytes.';

/** What operations of one kind share. The names of headers and parameters are those under which they are sent. */
export const COMPONENTS = {
  schemas: {
    Problem: {
      type: 'object', description: 'What was refused, and why (RFC 9457). Some codes bring further members, such as the new total of `order.requote`.',
      required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
      properties: {
        type: text('An address for this kind of refusal; it ends with the code', { format: 'uri' }), title: text('The status in words'), status: { type: 'integer', description: 'The HTTP status', minimum: 400, maximum: 599 },
        code: text('What programs go by: `<context>.<fact>`; it does not change', { examples: ['request.invalid', 'auth.scope_missing'] }), detail: text('One sentence for people; it may change'),
        request_id: { type: ['string', 'null'], description: 'The request in our logs; also `X-Request-Id`' },
        errors: { type: 'array', description: 'The places of the request that are refused, at most 50', items: { $ref: '#/components/schemas/FieldFault' } },
      },
      additionalProperties: true,
    },
    FieldFault: {
      type: 'object', required: ['loc', 'msg', 'type'],
      properties: {
        loc: { type: 'array', description: 'Where: `body`, `query` or `path`, then the way to the member', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] }, examples: [['body', 'items', 0, 'quantity']] },
        msg: text('What is wrong, for people'), type: text('What is wrong, for programs'),
      },
    },
  },
  responses: {
    BadRequest: refusal('The request cannot be read: no JSON, a key that stands twice, an address that is none, a version that is none (`unknown_version`).'),
    NotAuthenticated: refusal('No credential, or one that is not valid here. All refusals of credentials have one body.', 'WWW-Authenticate'),
    Forbidden: refusal('The credential is valid and does not open this: a scope, an assurance or the own origin is missing, or the player is banned.', ...RATE),
    NotFound: refusal('It does not exist for this caller; what belongs to another game is not told apart.', ...RATE),
    Conflict: refusal('It contradicts the present state, or the first request with this `Idempotency-Key` still runs.', ...RATE),
    VersionRetired: refusal('`version_retired`: the version of the request is served no more; `versions` names those that are.', ...RATE),
    PayloadTooLarge: refusal('The body is larger than 1 MiB.'),
    UnsupportedMediaType: refusal('The body is not `application/json`.'),
    Refused: refusal('It can be read and is refused; `errors` names the places.', ...RATE),
    PreconditionRequired: refusal('`idempotency.key_required`: the operation moves money and has no `Idempotency-Key`.', ...RATE),
    TooManyRequests: refusal('Too many requests; `Retry-After` says in how many seconds there is room.', 'Retry-After', ...RATE),
    Unavailable: refusal('Our side: 500 is a bug and reported, 503 passes. Repeat it with the same `Idempotency-Key`.', 'Retry-After'),
  },
  parameters: {
    'Idempotency-Key': { ...KEY, required: false, description: KEY_TEXT },
    'Idempotency-Key-Required': { ...KEY, required: true, description: KEY_TEXT },
    'Hubcraft-Environment': { name: 'Hubcraft-Environment', in: 'header', required: false, schema: { type: 'string', enum: ['sandbox', 'live'] }, description: 'The environment that you mean: a key of the other one is refused (401)' },
    'Hubcraft-Game': { name: 'Hubcraft-Game', in: 'header', required: false, schema: { type: 'string', maxLength: 64 }, description: 'With the session of a member: the environment of the studio that is meant (`gam_…`); default the one that she signed in to' },
    'Hubcraft-Version': { name: 'Hubcraft-Version', in: 'header', required: false, schema: { type: 'string', format: 'date' }, description: 'The version of the Studio API that this request is in, by its date; default the one that the API key or else the game is pinned to' },
    'X-Hubcraft-Hub': { name: 'X-Hubcraft-Hub', in: 'header', required: false, schema: { type: 'string', maxLength: 64 }, description: 'Slug of the hub, for who is not signed in; a session of another hub is refused' },
  },
  headers: {
    'X-Request-Id': { schema: { type: 'string' }, description: 'The request in our logs' },
    'Hubcraft-Version': { schema: { type: 'string', format: 'date' }, description: 'The version that was applied' },
    Deprecation: { schema: { type: 'string' }, description: 'Where that version is to be left: since when, as `@` and Unix seconds (RFC 9745)' },
    Sunset: { schema: { type: 'string' }, description: 'When that version will be refused (RFC 8594)' },
    Link: { schema: { type: 'string' }, description: 'With `Deprecation`: where the versions are listed, `rel="deprecation"`' },
    'RateLimit-Limit': { schema: { type: 'integer' }, description: 'How many requests there is room for at once' },
    'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'How many are left of them now' },
    'RateLimit-Reset': { schema: { type: 'integer' }, description: 'In how many seconds there is room for all of them' },
    'Retry-After': { schema: { type: 'integer' }, description: 'Seconds after which a repetition makes sense' },
    'WWW-Authenticate': { schema: { type: 'string' }, description: '`Bearer realm="hubcraft"`' },
  },
} as unknown as Components;
