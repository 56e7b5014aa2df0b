import { Injectable } from '@nestjs/common';
import { DerivedKeys } from '#platform/crypto/derived-keys';
import { sameSecret } from '#platform/crypto/envelope';
import { Config } from '#platform/config/config';
import { Clock } from '#platform/kernel/clock';
import { isId } from '#platform/kernel/ids';
import { RecoveryLinkOver } from '../contracts/errors.js';

/** What a link is for, and nothing else: this order, paid by this method. */
export interface RecoveryPurpose {
  gameId: string;
  orderId: string;
  savedMethodId: string;
}

const GOOD_FOR_SECONDS = 7 * 86_400;
const PURPOSE = 'checkout.recovery';
const FORM = /^([\w-]{60,300})\.([\w-]{43})$/;

/** Links by which a player pays what could not be charged without her. Nothing is stored: what they are for, and until when, is signed by a key of the game. */
@Injectable()
export class RecoveryLinks {
  constructor(private readonly keys: DerivedKeys, private readonly config: Config, private readonly clock: Clock) {}

  make({ gameId, orderId, savedMethodId }: RecoveryPurpose): { url: string; ends_at: number } {
    const ends_at = this.clock.nowSeconds() + GOOD_FOR_SECONDS;
    const text = [gameId, orderId, savedMethodId, ends_at].join(' ');
    const token = `${Buffer.from(text).toString('base64url')}.${this.keys.hash(text, gameId, PURPOSE)}`;
    return { url: new URL(`/recover/${token}`, this.config.publicUrl).toString(), ends_at };
  }

  /** Throws `checkout.recovery_link_over`. */
  async read(token: string): Promise<RecoveryPurpose> {
    const [, encoded, signature] = FORM.exec(token) ?? [];
    if (!encoded || !signature) throw new RecoveryLinkOver();
    const text = Buffer.from(encoded, 'base64url').toString('utf8');
    const [gameId, orderId, savedMethodId, endsAt] = text.split(' ');
    if (!isId('gam', gameId) || !isId('ord', orderId) || !isId('spm', savedMethodId) || !/^\d{1,12}$/.test(endsAt ?? '')) throw new RecoveryLinkOver();
    const signatures = await this.keys.hashes(text, gameId, PURPOSE);
    if (!signatures.some((each) => sameSecret(each, signature)) || Number(endsAt) <= this.clock.nowSeconds()) throw new RecoveryLinkOver();
    return { gameId, orderId, savedMethodId };
  }
}
