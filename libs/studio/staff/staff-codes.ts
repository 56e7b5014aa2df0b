import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Envelope, tokenHash } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { totpStep } from '#platform/crypto/totp';
import { Database } from '#platform/database/database';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { OPERATOR } from '#platform/kernel/scope';

/** Takes a code of the app, or a recovery code, once. */
export class UseStaffCode extends Command<{ is_right: boolean }> {
  static readonly context = 'studio/staff';
  constructor(readonly staffId: string, readonly code: string) { super(); }
}

const placeOf = (staffId: string): string => `staff.person|totp_sealed|${staffId}`;

export const STAFF_FACTORS_SEALED: SealedColumn = { table: 'staff.person', column: 'totp_sealed', tenant: OPERATOR, key: 'id', place: placeOf, form: 'bytes' };

/** The codes of somebody in the open transaction: each is taken by the statement that looks for it, so that of two at once one is too late. */
@Injectable()
export class StaffCodes {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly clock: Clock) {}

  seal(staffId: string, secret: string): Buffer {
    return this.envelope.seal(secret, OPERATOR, placeOf(staffId));
  }

  async takeOfApp(staffId: string, code: string): Promise<boolean> {
    const row = await this.database.one<{ totp_sealed: Buffer }>('SELECT totp_sealed FROM staff.person WHERE id = $1 AND totp_sealed IS NOT NULL', [staffId]);
    const step = row ? totpStep(this.envelope.open(row.totp_sealed, OPERATOR, placeOf(staffId)), code, this.clock.now()) : null;
    if (step === null) return false;
    return (await this.database.execute('UPDATE staff.person SET totp_step = $2 WHERE id = $1 AND totp_step < $2', [staffId, step])) === 1;
  }

  async takeOfRecovery(staffId: string, code: string): Promise<boolean> {
    return (await this.database.execute('DELETE FROM staff.recovery_code WHERE person_id = $1 AND code_hash = $2', [staffId, tokenHash(code.toLowerCase())])) === 1;
  }
}

@CommandHandler(UseStaffCode)
export class UseStaffCodeHandler implements ICommandHandler<UseStaffCode> {
  constructor(private readonly codes: StaffCodes) {}
  async execute({ staffId, code }: UseStaffCode) {
    return { is_right: (await this.codes.takeOfApp(staffId, code)) || (await this.codes.takeOfRecovery(staffId, code)) };
  }
}
