import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Egress, EgressError, type EgressAnswer } from '#platform/egress/egress';
import { type RegisterAnswer, TaxIdRegister } from '../domain/tax-id-register.js';
import { prefixOf } from '../domain/tax-id-existence.js';

const DEADLINE_MS = 8_000;
const ANSWER_MAX_BYTES = 16_384;
const STATES = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK MC GP MQ RE'.split(' ');
/** Its word for a number that cannot be one; every other error is one of the service or of our own requester. */
const NO_NUMBER = 'INVALID_INPUT';

const unavailable = (failure: string): RegisterAnswer => ({ outcome: 'unavailable', consultation_id: null, failure });
const word = (value: unknown): string | null => (typeof value === 'string' && /^[A-Za-z0-9_]{1,60}$/.test(value) ? value : null);

interface ViesAnswer {
  countryCode?: unknown;
  vatNumber?: unknown;
  valid?: unknown;
  requestIdentifier?: unknown;
  actionSucceed?: unknown;
  errorWrappers?: unknown;
}

function errorOf({ errorWrappers }: ViesAnswer): string {
  const first = Array.isArray(errorWrappers) ? (errorWrappers[0] as { error?: unknown } | undefined) : undefined;
  return word(first?.error) ?? 'unreadable';
}

/** What an answer of `check-vat-number` says. One about another number, or that says neither yes nor no, is none. */
export function readViesAnswer({ status, body, cut }: Pick<EgressAnswer, 'status' | 'body' | 'cut'>, asked: { countryCode: string; vatNumber: string }): RegisterAnswer {
  let json: ViesAnswer | null = null;
  try {
    json = cut ? null : (JSON.parse(body.toString('utf8')) as ViesAnswer | null);
  } catch {
    // A page of a proxy: below.
  }
  if (json === null || typeof json !== 'object') return unavailable(status === 200 ? 'unreadable' : `http_${status}`);
  if (json.actionSucceed === false) {
    const error = errorOf(json);
    return error === NO_NUMBER ? { outcome: 'invalid', consultation_id: null, failure: null } : unavailable(error);
  }
  if (status !== 200) return unavailable(`http_${status}`);
  if (typeof json.valid !== 'boolean') return unavailable('unreadable');
  if (json.countryCode !== asked.countryCode || json.vatNumber !== asked.vatNumber) return unavailable('other_number');
  return { outcome: json.valid ? 'valid' : 'invalid', consultation_id: word(json.requestIdentifier), failure: null };
}

/** The register of the European Union (VIES) by its REST interface. It gives a consultation number to whoever tells their own number. */
@Injectable()
export class ViesRegister extends TaxIdRegister {
  readonly name = 'vies';
  constructor(
    private readonly config: Config,
    private readonly egress: Egress,
  ) {
    super();
  }

  serves(territory: string): boolean {
    return this.config.optional('VIES_URL') !== undefined && STATES.includes(territory);
  }

  async ask(territory: string, bare: string): Promise<RegisterAnswer> {
    const asked = { countryCode: prefixOf(territory), vatNumber: bare };
    const own = this.config.optional('VIES_REQUESTER');
    const requester = own ? { requesterMemberStateCode: own.slice(0, 2), requesterNumber: own.slice(2) } : {};
    try {
      const answer = await this.egress.send({
        method: 'POST', url: `${this.config.required('VIES_URL').replace(/\/+$/, '')}/check-vat-number`, body: JSON.stringify({ ...asked, ...requester }),
        headers: { 'content-type': 'application/json', accept: 'application/json' }, deadlineMs: DEADLINE_MS, maxBytes: ANSWER_MAX_BYTES, reach: 'any',
      });
      return readViesAnswer(answer, asked);
    } catch (error) {
      if (error instanceof EgressError) return unavailable(error.reason);
      throw error;
    }
  }
}
