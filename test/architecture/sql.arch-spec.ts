import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** How a statement, or a piece of one, can be told from other text. */
const SQL =
  /\b(?:SELECT\b|INSERT (?:OR \w+ )?INTO|UPDATE \S+ SET|DELETE FROM|FROM \S+ WHERE|ORDER BY|GROUP BY|LIMIT \?|CREATE (?:UNIQUE )?(?:TABLE|INDEX)|DROP (?:TABLE|INDEX)|ALTER TABLE|PRAGMA|= \?|IN \()/;

/** A constant of the module: `COLUMNS`, `SQL.columns`. */
const CONSTANT = /^[A-Z][A-Z0-9_]*(?:\.\w+)?$/;

/**
 * What else may stand in SQL text: pieces that come from a fixed table or from the one compiler of
 * filters, which quotes what it names and binds every value. Whoever adds a line says why it can
 * never hold what a client sent.
 */
const ALLOWED: Record<string, string[]> = {
  // Conditions of a fixed table, one for each filter that the schema knows.
  'audit/audit-log.service.ts': ['where'],
  // Names and values of the program itself.
  'database/pragmas.ts': ['name', 'value', 'String(actual)'],
  // The two tables of entries and their columns.
  'records/indexes/index-entries.ts': ['table.name', 'table.owner', 'name', 'key', 'owner'],
  // Columns written there, and sort keys that the compiler has made.
  'records/list/list-statements.ts': [
    'columns',
    "plan.ordered && stretches.length === 1 ? SQL.columns : 'r.rowid AS place'",
    'order',
  ],
  // Names that are numbered there.
  'records/search/search-statements.ts': ['name'],
  // Numbered names, and kinds of JSON written there.
  'records/typed/aggregates.ts': ["groups.map((_, at) => `g${at}`).join(', ')", 'kinds'],
  'rules/grants.service.ts': ['least'],
  // A rule that the compiler has made, and conditions of a fixed table.
  'storage/files.sql.ts': ['asked.sql', 'rule.sql', 'condition'],
  // Conditions written there, and columns of a fixed table.
  'tenancy/apps-store.ts': ['where', 'assignments'],
};

interface Found {
  file: string;
  expression: string;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'migrations' ? [] : filesIn(path);
    return path.endsWith('.ts') && !path.endsWith('.spec.ts') ? [path] : [];
  });

/** Everything that is put into SQL text of a file but for constants. */
function putIntoSql(path: string): Found[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Found[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isTemplateExpression(node) && SQL.test(node.getText(source))) {
      for (const { expression } of node.templateSpans) {
        const text = expression.getText(source).replaceAll(/\s+/g, ' ');
        if (!CONSTANT.test(text)) found.push({ file: relative(SOURCE, path), expression: text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('SQL text (ASVS 1.2.4)', () => {
  const found = filesIn(SOURCE).flatMap(putIntoSql);

  it('is made of constants and of the pieces listed here alone', () => {
    const wrong = found.filter(
      ({ file, expression }) => ALLOWED[file]?.includes(expression) !== true,
    );
    expect(wrong).toEqual([]);
  });

  it('has no piece listed that is not there any more', () => {
    const stale = Object.entries(ALLOWED).flatMap(([file, expressions]) =>
      expressions
        .filter((text) => !found.some((one) => one.file === file && one.expression === text))
        .map((text) => `${file}: ${text}`),
    );
    expect(stale).toEqual([]);
  });
});
