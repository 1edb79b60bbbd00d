/** A literal, a name or a comment, which stay as they are, or an IN with a subquery behind it. */
const pieces =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\b(GLOBAL\s+)?((?:NOT\s+)?IN\b)(?=\s*\(\s*(?:SELECT|WITH)\b)/gi;

/** The statement with GLOBAL before each IN of a subquery: it is then asked once, of all shards, and its answer sent to each. */
export function withGlobalIn(statement: string): string {
  if (/^\s*EXPLAIN\s+AST\b/i.test(statement)) return statement;
  return statement.replace(pieces, (piece, isGlobal: string | undefined, membership: string | undefined) =>
    membership === undefined || isGlobal !== undefined ? piece : `GLOBAL ${membership}`,
  );
}
