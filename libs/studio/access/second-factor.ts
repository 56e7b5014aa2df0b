import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Envelope, tokenHash } from '#platform/crypto/envelope';
import type { SealedColumn } from '#platform/crypto/sealed-columns';
import { newRecoveryCodes, newTotp, totpStep } from '#platform/crypto/totp';
import { Database } from '#platform/database/database';
import { currentScope } from '#platform/database/store';
import { Clock } from '#platform/kernel/clock';
import { Command } from '#platform/kernel/messages';
import { CodeWrong, SecondFactorThere } from './contracts/errors.js';

/** A secret that waits until a code of it is shown; takes the place of one that was not. Throws `access.second_factor_there`. */
export class BeginSecondFactor extends Command<{ secret: string; uri: string }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string) { super(); }
}
/** From now on a code is asked for at sign-in. The recovery codes are shown this once. Throws `access.code_wrong`. */
export class ConfirmSecondFactor extends Command<{ recovery_codes: string[] }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly code: string) { super(); }
}
/** Takes a code of the app, or a recovery code, once. */
export class UseCode extends Command<{ is_right: boolean }> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string, readonly code: string) { super(); }
}
export class RemoveSecondFactor extends Command<void> {
  static readonly context = 'studio/access';
  constructor(readonly memberId: string) { super(); }
}

const placeOf = (memberId: string): string => `access.member|totp_sealed|${memberId}`;

export const SECOND_FACTORS_SEALED: SealedColumn = { table: 'access.member', column: 'totp_sealed', tenant: 'studio_id', key: 'id', place: placeOf, form: 'bytes' };

/** The codes of a member in the open transaction: each is taken by the statement that looks for it, so that of two at once one is too late. */
@Injectable()
export class Codes {
  constructor(private readonly database: Database, private readonly envelope: Envelope, private readonly clock: Clock) {}

  async takeOfApp(memberId: string, code: string, isConfirmed: boolean): Promise<boolean> {
    const studioId = currentScope().studioId!;
    const row = await this.database.one<{ totp_sealed: Buffer }>(
      'SELECT totp_sealed FROM access.member WHERE studio_id = $1 AND id = $2 AND totp_sealed IS NOT NULL AND (totp_confirmed_at IS NOT NULL) = $3', [studioId, memberId, isConfirmed]);
    const step = row ? totpStep(this.envelope.open(row.totp_sealed, studioId, placeOf(memberId)), code, this.clock.now()) : null;
    if (step === null) return false;
    return (await this.database.execute('UPDATE access.member SET totp_step = $3 WHERE studio_id = $1 AND id = $2 AND totp_step < $3', [studioId, memberId, step])) === 1;
  }

  async takeOfRecovery(memberId: string, code: string): Promise<boolean> {
    return (await this.database.execute('DELETE FROM access.recovery_code WHERE studio_id = $1 AND member_id = $2 AND code_hash = $3', [currentScope().studioId!, memberId, tokenHash(code.toLowerCase())])) === 1;
  }
}

@CommandHandler(BeginSecondFactor)
export class BeginSecondFactorHandler implements ICommandHandler<BeginSecondFactor> {
  constructor(private readonly database: Database, private readonly envelope: Envelope) {}
  async execute({ memberId }: BeginSecondFactor) {
    const studioId = currentScope().studioId!;
    const member = await this.database.one<{ email: string }>('SELECT email FROM access.member WHERE studio_id = $1 AND id = $2', [studioId, memberId]);
    const app = newTotp(member?.email ?? '');
    const begun = await this.database.execute('UPDATE access.member SET totp_sealed = $3 WHERE studio_id = $1 AND id = $2 AND totp_confirmed_at IS NULL',
      [studioId, memberId, this.envelope.seal(app.secret, studioId, placeOf(memberId))]);
    if (begun === 0) throw new SecondFactorThere();
    return app;
  }
}

@CommandHandler(ConfirmSecondFactor)
export class ConfirmSecondFactorHandler implements ICommandHandler<ConfirmSecondFactor> {
  constructor(private readonly database: Database, private readonly codes: Codes, private readonly clock: Clock) {}
  async execute({ memberId, code }: ConfirmSecondFactor) {
    const studioId = currentScope().studioId!;
    if (!(await this.codes.takeOfApp(memberId, code, false))) throw new CodeWrong();
    await this.database.execute('UPDATE access.member SET totp_confirmed_at = $3 WHERE studio_id = $1 AND id = $2', [studioId, memberId, this.clock.now()]);
    const recovery_codes = newRecoveryCodes();
    await this.database.execute('DELETE FROM access.recovery_code WHERE studio_id = $1 AND member_id = $2', [studioId, memberId]);
    await this.database.execute('INSERT INTO access.recovery_code (studio_id, member_id, code_hash) SELECT $1, $2, unnest($3::text[])', [studioId, memberId, recovery_codes.map(tokenHash)]);
    return { recovery_codes };
  }
}

@CommandHandler(UseCode)
export class UseCodeHandler implements ICommandHandler<UseCode> {
  constructor(private readonly codes: Codes) {}
  async execute({ memberId, code }: UseCode) {
    return { is_right: (await this.codes.takeOfApp(memberId, code, true)) || (await this.codes.takeOfRecovery(memberId, code)) };
  }
}

@CommandHandler(RemoveSecondFactor)
export class RemoveSecondFactorHandler implements ICommandHandler<RemoveSecondFactor> {
  constructor(private readonly database: Database) {}
  async execute({ memberId }: RemoveSecondFactor) {
    const studioId = currentScope().studioId!;
    await this.database.execute('UPDATE access.member SET totp_sealed = NULL, totp_confirmed_at = NULL WHERE studio_id = $1 AND id = $2', [studioId, memberId]);
    await this.database.execute('DELETE FROM access.recovery_code WHERE studio_id = $1 AND member_id = $2', [studioId, memberId]);
  }
}
