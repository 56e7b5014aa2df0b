import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../arch/source-tree.js';

export interface NamedTest {
  file: string;
  title: string;
}

/** The tests of a cell of a table: `` `file` › title ``, divided by `<br>`. */
export function namedTests(cell: string): NamedTest[] {
  return cell.split('<br>').map((each) => {
    const [file = '', title = ''] = each.trim().split(' › ');
    return { file: file.replaceAll('`', ''), title };
  });
}

/** Says of each test of a page whether it is there, reading each file once. */
export class KnownTests {
  private readonly titles = new Map<string, Set<string>>();

  /** What is wrong with the name of a test; null when file and title are there. */
  faultOf({ file, title }: NamedTest): string | null {
    if (!existsSync(path.join(ROOT, file))) return `${file} is not there`;
    const known = this.titles.get(file) ?? titlesOf(file);
    this.titles.set(file, known);
    return known.has(title) ? null : `${file} has no test "${title}"`;
  }
}

/** The titles of a file's tests as they are written, `%s` included, however they are made; a goal is called by its id and its promise. */
function titlesOf(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.ESNext, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const titles = new Set<string>();
  const look = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && first) {
      const called = node.expression.getText(source);
      if (/^(it|test)(?:\.each\b|\(|<|$)/.test(called) && ts.isStringLiteralLike(first)) titles.add(first.text);
      if (called === 'goal' && ts.isObjectLiteralExpression(first)) titles.add(`${textOf(first, 'id', source)} ${textOf(first, 'promise', source)}`);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return titles;
}

function textOf(object: ts.ObjectLiteralExpression, name: string, source: ts.SourceFile): string {
  const member = object.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText(source) === name) as ts.PropertyAssignment | undefined;
  return member && ts.isStringLiteralLike(member.initializer) ? member.initializer.text : '';
}
