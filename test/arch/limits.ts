import ts from 'typescript';
import type { Rule } from './rules.js';
import { isTest, type Finding } from './source-tree.js';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const CONSTRUCTOR_PARAMETERS_MAX = 7;

/** Code of the product, of its tools and of what tests stand on; tests themselves may list as many cases as there are. */
const isCode = (file: string): boolean => /^(apps|libs|bench|scripts|test|tools)\/.*\.(tsx?|mjs)$/.test(file) && !isTest(file);
const linesOf = (text: string): number => text.trimEnd().split('\n').length;

/** What need not be parsed: most files are shorter than a function may be. */
const mayBreak = (text: string): boolean => linesOf(text) > FUNCTION_LINES_MAX || (text.match(/constructor\([^)]*\)/)?.[0].split(',').length ?? 0) > CONSTRUCTOR_PARAMETERS_MAX;

/** Functions that are too long and constructors that take too much, in one walk over the file. */
function shapeFaults(file: string, text: string): Finding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, file.endsWith('.tsx') ? ts.ScriptKind.TSX : file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS);
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const from = lineAt(node.getStart(source));
      const lines = lineAt(node.end) - from + 1;
      if (lines > FUNCTION_LINES_MAX) found.push({ path: `${file}:${from}`, what: `is a function of ${lines} lines` });
      if (ts.isConstructorDeclaration(node) && node.parameters.length > CONSTRUCTOR_PARAMETERS_MAX) found.push({ path: `${file}:${from}`, what: `is a constructor of ${node.parameters.length} parameters` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const ROOMY = 'x();\n'.repeat(FUNCTION_LINES_MAX);

/** What a person can hold in the head at a time. */
export const LIMITS: Rule[] = [
  {
    name: 'files stay readable',
    planted: ['libs/sales/orders/app/x.ts', 'libs/store/catalog/http/item.dto.ts', 'apps/hub/x.tsx', 'scripts/lib/x.mjs'].map((file) => ({ [file]: 'x();\n'.repeat(FILE_LINES_MAX + 1) })),
    check: (tree) => [...tree].filter(([file, text]) => isCode(file) && linesOf(text) > FILE_LINES_MAX).map(([file, text]) => ({ path: file, what: `has ${linesOf(text)} lines` })),
  },
  {
    name: 'functions and constructors stay small',
    planted: [
      { 'libs/sales/orders/app/x.ts': `export function long(): void {\n${ROOMY}}` }, { 'apps/hub/x.tsx': `export const Long = () => {\n${ROOMY}return <p />;\n};` }, { 'bench/x.bench.ts': `describe('x', () => {\n${ROOMY}});` },
      { 'scripts/lib/x.mjs': `class X {\n  long() {\n${ROOMY}  }\n}` }, { 'libs/sales/orders/app/y.ts': `class X {\n  constructor(${'abcdefgh'.split('').map((name) => `private readonly ${name}: X`).join(', ')}) {}\n}` },
    ],
    check: (tree) => [...tree].filter(([file, text]) => isCode(file) && mayBreak(text)).flatMap(([file, text]) => shapeFaults(file, text)),
  },
];
