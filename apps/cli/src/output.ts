/** `--json`: one JSON document on the standard output, for programs; otherwise lines for people. */
export interface Output {
  result(value: unknown, lines: readonly string[]): void;
  /** To the standard error, where it disturbs nobody. */
  note(line: string): void;
}

export function createOutput(isJson: boolean): Output {
  return {
    result(value, lines) {
      process.stdout.write(isJson ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
    },
    note(line) {
      process.stderr.write(`${line}\n`);
    },
  };
}

/** Columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
