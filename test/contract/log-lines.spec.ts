import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { onlyAllowed } from '#platform/log/json-logger';
import { ROOT, isTest, readTree } from '../arch/source-tree.js';

const tree = [...readTree(['libs', 'apps'], /\.tsx?$/)].filter(([file]) => !isTest(file));
const GUIDE = 'docs/guides/operations.md';
const guide = readFileSync(path.join(ROOT, GUIDE), 'utf8');

interface Logged {
  place: string;
  member: string;
}

const NEST = path.join(ROOT, 'nest-of-the-test.d.ts');
const NEST_TEXT = "export declare class Logger { constructor(name: string); log(entry: unknown): void; warn(entry: unknown): void; error(entry: unknown): void; debug(entry: unknown): void; verbose(entry: unknown): void }";

/** The compiler over our own files alone: of packages it sees nothing but the logger, which makes it a matter of seconds. */
function compile(files: string[], beside: ReadonlyMap<string, string>): ts.Program {
  const unreadable = (problem: ts.Diagnostic): never => { throw new Error(String(problem.messageText)); };
  const { options } = ts.getParsedCommandLineOfConfigFile(path.join(ROOT, 'tsconfig.json'), { noEmit: true, types: [] }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: unreadable })!;
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => beside.get(file) ?? (file === NEST ? NEST_TEXT : readFile(file));
  host.fileExists = (file) => file === NEST || beside.has(file) || fileExists(file);
  host.resolveModuleNameLiterals = (names, from, redirect) => names.map(({ text }) => {
    if (text === '@nestjs/common') return { resolvedModule: { resolvedFileName: NEST, extension: ts.Extension.Dts } };
    return /^[.#]/.test(text) ? ts.resolveModuleName(text, from, options, host, undefined, redirect, ts.ModuleKind.ESNext) : { resolvedModule: undefined };
  });
  return ts.createProgram(files, options, host);
}

/** Every member of every object that is handed to a logger, by its type: spreads and conditions are seen through. `planted` stands in place of the tree. */
function loggedMembers(planted: Record<string, string> = {}): Logged[] {
  const beside = new Map(Object.entries(planted).map(([file, text]) => [path.join(ROOT, file), text]));
  const speaking = beside.size > 0 ? [...beside.keys()] : tree.filter(([, text]) => /\bLogger\b/.test(text)).map(([file]) => path.join(ROOT, file));
  const program = compile(speaking, beside);
  const checker = program.getTypeChecker();
  const found = new Map<string, Logged>();
  const look = (file: ts.SourceFile, node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0] && (ts.isPropertyAccessExpression(node.expression) || ts.isElementAccessExpression(node.expression))
      && checker.getTypeAtLocation(node.expression.expression).symbol?.name === 'Logger') {
      const place = `${path.relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      const type = checker.getTypeAtLocation(node.arguments[0]);
      for (const each of type.isUnion() ? type.types : [type]) {
        // An object of which nothing is known could hold anything.
        const members = each.flags & ts.TypeFlags.Any ? ['(any)'] : each.flags & ts.TypeFlags.Object ? each.getProperties().map(({ name }) => name) : [];
        for (const member of members) found.set(`${place} ${member}`, { place, member });
      }
    }
    ts.forEachChild(node, (child) => look(file, child));
  };
  for (const name of speaking) look(program.getSourceFile(name)!, program.getSourceFile(name)!);
  return [...found.values()];
}

const dropped = (logged: Logged[]): string[] => logged.filter(({ member }) => !(member in onlyAllowed({ [member]: 1 }))).map(({ place, member }) => `${place}: ${member}`);

describe('a line of the log', () => {
  it('keeps every member that the code puts into it', () => {
    const logged = loggedMembers();
    expect(new Set(logged.map(({ place }) => place)).size).toBeGreaterThan(40);
    expect(dropped(logged)).toEqual([]);
  });

  it('turns red for a member that would be dropped, also behind a spread and a condition', () => {
    const planted = `import { Logger } from '@nestjs/common';
      const seen = { order_id: 'ord_1', card_number: '4111' };
      const unknown: any = {};
      new Logger('X').error({ msg: 'x', secret: 1, ...seen, ...(seen.order_id ? { kind: 'a' } : { iban: 'b' }) });
      new Logger('X')[seen.order_id ? 'warn' : 'error']({ msg: 'y', e_mail: 'c' });
      new Logger('X').log({ msg: 'z', ...unknown });`;
    expect(dropped(loggedMembers({ 'libs/planted.ts': planted })).map((line) => line.split(': ')[1]).sort()).toEqual(['(any)', 'card_number', 'e_mail', 'iban', 'secret']);
  });
});

/** What the code calls an alarm, and what a page says of alarms. */
const alarmsIn = (files: readonly (readonly [string, string])[]): string[] => [...new Set(files.flatMap(([, text]) => [...text.matchAll(/'(ALARM: [^']+)'/g)].map((match) => match[1]!)))].sort();
const alarmsOf = (page: string): string[] => [...new Set([...page.split(/^## /m).find((part) => part.startsWith('Alarms\n'))!.matchAll(/\*\*`(ALARM: [^`]+)`\*\*/g)].map((match) => match[1]!))].sort();

describe(`"Alarms" of ${GUIDE}`, () => {
  it('says of every alarm that the code can raise what a person does, and of no other', () => {
    expect(alarmsIn(tree).length).toBeGreaterThan(4);
    expect(alarmsOf(guide)).toEqual(alarmsIn(tree));
  });

  it('turns red for an alarm that it does not name, and for one that is gone', () => {
    expect(alarmsIn([...tree, ['libs/planted.ts', "logger.error({ msg: 'ALARM: planted' })"]])).not.toEqual(alarmsOf(guide));
    expect(alarmsOf(`${guide}\n## Alarms\n- **\`ALARM: gone\`**`.replace('## Alarms', '## Other'))).toEqual(['ALARM: gone']);
  });
});
