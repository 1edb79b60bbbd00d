import { isAllowed, takesTable } from './functions.ts';
import { refused } from './text.ts';

/** A line of `EXPLAIN AST`: what it is, and what stands below it. */
interface Node {
  readonly kind: string;
  readonly rest: string;
  readonly children: Node[];
}

const allowedKinds = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'Function',
  'Identifier',
  'Literal',
  'Subquery',
  'WithElement',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableIdentifier',
  'TableJoin',
  'ArrayJoin',
  'OrderByElement',
  'InterpolateElement',
  'WindowDefinition',
  'WindowListElement',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
]);

const nameOfKind: Readonly<Record<string, string>> = {
  Set: 'SETTINGS',
  SampleRatio: 'SAMPLE',
  QueryParameter: 'a parameter',
  ColumnsApplyTransformer: 'APPLY',
  ColumnsRegexpMatcher: 'COLUMNS',
};

/**
 * Holds a statement to what may be in it, by the syntax tree that ClickHouse's own parser made of it (the rows of `EXPLAIN AST`). What
 * is not known here is refused. Throws InvalidParametersError that names it.
 */
export function checkTree(lines: readonly string[], tables: ReadonlySet<string>): void {
  for (const node of rootsOf(lines)) check(node, undefined, tables);
}

function check(node: Node, parent: Node | undefined, tables: ReadonlySet<string>): void {
  const { kind, rest, children } = node;
  if (!allowedKinds.has(kind)) throw refused(`must not have ${nameOfKind[kind] ?? kind}`);
  const name = /^(\S*)/.exec(rest)?.[1] ?? '';
  if (kind === 'TableIdentifier' && !tables.has(name)) {
    throw refused(`names the table ${name}; there are ${[...tables].join(', ')}`);
  }
  if (kind === 'Function') {
    if (parent?.kind === 'TableExpression') throw refused(`must not read the table function ${name}`);
    if (!isAllowed(name)) throw refused(`must not call the function ${name}`);
    if (takesTable.has(name.toLowerCase()) && children[0]?.children[1]?.kind === 'Identifier')
      throw refused('has IN with a name: write IN (SELECT … FROM …)');
  }
  for (const child of children) check(child, node, tables);
}

function rootsOf(lines: readonly string[]): Node[] {
  const roots: Node[] = [];
  const path: { readonly depth: number; readonly node: Node }[] = [];
  for (const line of lines) {
    const [, indent = '', kind = '', rest = ''] = /^( *)(\S+) ?(.*)$/s.exec(line) ?? [];
    const node: Node = { kind, rest, children: [] };
    while ((path.at(-1)?.depth ?? -1) >= indent.length) path.pop();
    (path.at(-1)?.node.children ?? roots).push(node);
    path.push({ depth: indent.length, node });
  }
  return roots;
}

/** The tables that a statement reads, and the table functions, by the rows of `EXPLAIN QUERY TREE`. */
export function tablesRead(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [, name] =
      /^ *TABLE(?:_FUNCTION)? id: .*?table(?:_function)?_name: (\S+?),?(?: |$)/.exec(line) ?? [];
    return /^ *TABLE(?:_FUNCTION)? id:/.test(line) ? [name ?? line.trim()] : [];
  });
}
