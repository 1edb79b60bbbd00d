/** A SQL string literal. */
export function sqlString(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** A quoted identifier. */
export function sqlIdentifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}
