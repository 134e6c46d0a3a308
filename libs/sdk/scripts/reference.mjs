// Writes docs/sdk/reference from the declarations and their docstrings; `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const target = join(root, 'docs/sdk/reference');
const entries = { core: 'index', react: 'react/index', offline: 'offline/index' };
const files = Object.values(entries).map((name) => join(root, 'libs/sdk/dist', `${name}.d.ts`));

const program = ts.createProgram(files, {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  skipLibCheck: true,
});
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

const docOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
const textOf = (node) =>
  printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^export (declare )?/, '')
    .replace(/^declare /, '');

/** A class: its docstring, then each public member with its own. */
function classPage(symbol, node) {
  const members = node.members.filter(
    (member) =>
      !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) &&
      member.name !== undefined,
  );
  const byName = Map.groupBy(members, (member) => member.name.getText());
  const parts = [...byName].map(([name, overloads]) => {
    const member = checker.getSymbolAtLocation(overloads[0].name);
    return `### ${symbol.name}.${name}\n\n${code(overloads.map(textOf))}\n\n${docOf(member)}`.trim();
  });
  return [heading(symbol), docOf(symbol), ...parts].filter(Boolean).join('\n\n');
}

const heading = (symbol) => `## ${symbol.name}`;
const code = (lines) => `\`\`\`text\n${lines.join('\n')}\n\`\`\``;

function page(symbol) {
  const nodes = symbol.declarations ?? [];
  const [node] = nodes;
  if (ts.isClassDeclaration(node)) return classPage(symbol, node);
  const shown = nodes.map((one) => (ts.isVariableDeclaration(one) ? one.parent.parent : one));
  return [heading(symbol), docOf(symbol), code(shown.map(textOf))].filter(Boolean).join('\n\n');
}

mkdirSync(target, { recursive: true });
const checking = process.argv.includes('--check');
Object.keys(entries).forEach((name, at) => {
  const source = program.getSourceFile(files[at]);
  const exported = checker
    .getExportsOfModule(checker.getSymbolAtLocation(source))
    .map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const title = name === 'core' ? '@appbase-pfe/sdk' : `@appbase-pfe/sdk/${name}`;
  const intro = 'Made from the docstrings by `libs/sdk/scripts/reference.mjs`.';
  const text = `${[`# ${title}`, intro, ...exported.map(page)].join('\n\n')}\n`;
  const file = join(target, `${name}.md`);
  if (!checking) return writeFileSync(file, text);
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // There is none yet.
  }
  if (before !== text) process.stdout.write(`${file} is old: run libs/sdk/scripts/reference.mjs\n`);
});
