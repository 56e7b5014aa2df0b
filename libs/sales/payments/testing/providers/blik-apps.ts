import { randomInt } from 'node:crypto';

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** Apps of Polish banks: each code pays once, for two minutes. */
export class BlikApps {
  private readonly codes = new Map<string, number>();

  /** A code as an app shows it, `age` seconds ago. */
  show(age = 0): string {
    const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
    this.codes.set(code, nowSeconds() - age);
    return code;
  }

  /** Uses a code up. `unknown`: no app shows it. */
  use(code: string): 'good' | 'expired' | 'unknown' {
    const since = this.codes.get(code);
    this.codes.delete(code);
    return since === undefined ? 'unknown' : nowSeconds() - since > 120 ? 'expired' : 'good';
  }
}
