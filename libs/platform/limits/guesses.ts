import { type Bucket, type Limits, masked } from './limits.js';

/** Whoever tries one account after the other pays for each refusal. */
const PER_ADDRESS: Bucket = { capacity: 60, perSecond: 1 };
const REFUSAL_COST = 9;
/** After ten tries in a row an account takes one in a minute, whoever tries: locked for guessing, open again by itself. */
const PER_ACCOUNT: Bucket = { capacity: 10, perSecond: 1 / 60 };

/** How often somebody may try who has to show that she is who she says: a password, a code, the token of an invitation. `kind` keeps the accounts of members and of staff apart. */
export class Guesses {
  constructor(private readonly limits: Limits, private readonly kind: string, private readonly tooMany: (retryAfterSeconds: number) => Error) {}

  /** Before anything is looked at. Throws `tooMany`. */
  fromAddress(address: string): Promise<void> {
    return this.admit(this.addressKey(address), PER_ADDRESS);
  }

  /** Afterwards, where the answer was no. */
  chargeAddress(address: string): Promise<void> {
    return this.limits.charge(this.addressKey(address), PER_ADDRESS, REFUSAL_COST);
  }

  /** Before anything is compared with what this account has. Throws `tooMany`. */
  atAccount(account: string): Promise<void> {
    return this.admit(`${this.kind}:account:${account}`, PER_ACCOUNT);
  }

  private addressKey(address: string): string {
    return `${this.kind}:address:${masked('', address)}`;
  }

  private async admit(key: string, bucket: Bucket): Promise<void> {
    const verdict = await this.limits.take(key, bucket);
    if (!verdict.allowed) throw this.tooMany(verdict.retryAfterSeconds);
  }
}
