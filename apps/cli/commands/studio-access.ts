/** A refusal of the Studio API, or no answer: one sentence for the person at the terminal. */
export class StudioRefusal extends Error {
  constructor(message: string, readonly status: number | null) {
    super(message);
  }
}

/** The Studio API of one game environment, by HUBCRAFT_API_URL and HUBCRAFT_API_KEY. */
export class StudioAccess {
  private constructor(private readonly base: string, private readonly key: string) {}

  static fromEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): StudioAccess {
    const url = env.HUBCRAFT_API_URL;
    const key = env.HUBCRAFT_API_KEY;
    if (!url || !key) throw new StudioRefusal('Set HUBCRAFT_API_URL and HUBCRAFT_API_KEY, or run `npm start` once in this folder.', null);
    if (!URL.canParse(url)) throw new StudioRefusal(`HUBCRAFT_API_URL=${url} is not a URL.`, null);
    return new StudioAccess(url.replace(/\/+$/, '').replace(/\/v1$/, ''), key);
  }

  async ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(`${this.base}/v1${path}`, {
        method, signal: AbortSignal.timeout(20_000), headers: { authorization: `Bearer ${this.key}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new StudioRefusal(`No answer from ${this.base}.`, null);
    }
    const text = await answer.text();
    const json = text === '' ? {} : (JSON.parse(text) as { detail?: string });
    if (!answer.ok) throw new StudioRefusal(`${this.base} answers ${answer.status}: ${json.detail ?? text.slice(0, 200)}`, answer.status);
    return json as T;
  }
}

/** `--name value` and `--name=value`, and what stands for itself. Throws on an option that is not among `known`. */
export function readArguments(args: readonly string[], known: readonly string[]): { options: Record<string, string>; rest: string[] } {
  const options: Record<string, string> = {};
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) {
      rest.push(arg);
      continue;
    }
    const cut = arg.indexOf('=');
    const name = arg.slice(2, cut === -1 ? undefined : cut);
    if (!known.includes(name)) throw new StudioRefusal(`--${name} is not an option of this command.`, null);
    const value = cut === -1 ? args[++i] : arg.slice(cut + 1);
    if (value === undefined) throw new StudioRefusal(`--${name} needs a value.`, null);
    options[name] = value;
  }
  return { options, rest };
}

/** Runs a command; a refusal becomes one sentence on the standard error and the exit code 1. */
export async function answering(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StudioRefusal)) throw error;
    console.error(error.message);
    return 1;
  }
}
