import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#platform/audit/audit-trail';
import { tokenHash } from '#platform/crypto/envelope';
import { hashPassword, passwordMatches } from '#platform/crypto/passwords';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Guesses } from '#platform/limits/guesses';
import { Limits } from '#platform/limits/limits';
import { StaffInvitationInvalid, StaffSignInRefused, StaffTooManyTries } from './contracts/errors.js';
import { UseStaffCode } from './staff-codes.js';
import { operatorScope } from './staff-scope.js';
import { FindStaffCredentials, OpenStaffSession, ProveStaff } from './staff-sessions.js';
import { AcceptStaffInvitation, GetStaffInvitation, OpenStaffInvitation } from './staff.js';

/** Where somebody asks from, before she is known. */
export interface Asker {
  address: string;
  requestId: string;
}

/** Passwords and codes of the operator's staff, compared outside of any transaction: a slow hash holds no connection. Nobody has a password alone. */
@Injectable()
export class StaffSignInFlow {
  private readonly guesses: Guesses;

  constructor(private readonly commands: Commands, private readonly queries: Queries, limits: Limits, private readonly trail: AuditTrail) {
    this.guesses = new Guesses(limits, 'staff', (retryAfterSeconds) => new StaffTooManyTries(retryAfterSeconds));
  }

  async signIn({ email, password, code }: { email: string; password: string; code: string }, userAgent: string, { address, requestId }: Asker) {
    await this.guesses.fromAddress(address);
    const staffId = await this.check({ email }, tokenHash(email.toLowerCase()), password, code, requestId).catch(async (error: unknown) => {
      if (error instanceof StaffSignInRefused) await this.guesses.chargeAddress(address);
      throw error;
    });
    return this.audited('open_operator_session', staffId, requestId, (as) => this.commands.execute(new OpenStaffSession(staffId, userAgent), as));
  }

  async openInvitation(token: string, asker: Asker) {
    const { id: _, ...opened } = await this.invited(token, asker, () => this.commands.execute(new OpenStaffInvitation(tokenHash(token)), operatorScope(asker.requestId)));
    return opened;
  }

  async accept(token: string, password: string, code: string, asker: Asker): Promise<{ id: string; recovery_codes: string[] }> {
    const token_hash = tokenHash(token);
    return this.invited(token, asker, async (staff_id) => {
      await this.guesses.atAccount(staff_id);
      const password_hash = await hashPassword(password);
      return this.audited('accept_operator_invitation', staff_id, asker.requestId, (as) => this.commands.execute(new AcceptStaffInvitation({ staff_id, token_hash, password_hash, code }), as));
    });
  }

  /** Somebody who is signed in shows once more that it is her. */
  async prove(staffId: string, sessionId: string, { password, code }: { password: string; code: string }, requestId: string | null): Promise<void> {
    await this.check({ id: staffId }, staffId, password, code, requestId);
    await this.commands.execute(new ProveStaff(sessionId), operatorScope(requestId, staffId));
  }

  private async invited<T>(token: string, { address, requestId }: Asker, work: (staffId: string) => Promise<T>): Promise<T> {
    await this.guesses.fromAddress(address);
    const invited = await this.queries.ask(new GetStaffInvitation(tokenHash(token)), operatorScope(requestId));
    if (invited) return work(invited.id);
    await this.guesses.chargeAddress(address);
    throw new StaffInvitationInvalid();
  }

  private async check(who: { email: string } | { id: string }, account: string, password: string, code: string, requestId: string | null): Promise<string> {
    await this.guesses.atAccount(account);
    const person = await this.queries.ask(new FindStaffCredentials(who), operatorScope(requestId));
    const isRight = await passwordMatches(password, person?.password_hash ?? null);
    if (!person || !isRight) throw new StaffSignInRefused();
    const { is_right } = await this.commands.execute(new UseStaffCode(person.id, code), operatorScope(requestId));
    if (!is_right) throw new StaffSignInRefused();
    return person.id;
  }

  private audited<T>(operation: string, staffId: string, requestId: string, work: (as: ReturnType<typeof operatorScope>) => Promise<T>): Promise<T> {
    const scope = operatorScope(requestId, staffId);
    return this.trail.run({ scope, operation, targets: [staffId], request: () => '{}' }, () => work(scope));
  }
}
