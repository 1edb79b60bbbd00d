import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [field: string]: unknown;
}

/**
 * What a chart's templates make, as far as they use only values, `quote` and `if … else … end`: they are kept that
 * plain so that this can check them where there is no helm. Throws for every other directive and unknown value.
 */
export function renderChart(
  directory: string,
  release: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Manifest[] {
  const values = merge(parse(readFileSync(join(directory, 'values.yaml'), 'utf8')), overrides);
  const scope = { Values: values, Release: { Name: release } };
  const templates = join(directory, 'templates');
  return readdirSync(templates).flatMap((name) => {
    const text = render(readFileSync(join(templates, name), 'utf8'), scope);
    return parseAllDocuments(text).flatMap((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}\n${text}`);
      const manifest: Manifest | null = document.toJS();
      return manifest === null ? [] : [manifest];
    });
  });
}

function render(text: string, scope: unknown): string {
  const output: string[] = [];
  const conditions: boolean[] = [];
  // `{{-` takes the white space before it along.
  for (const part of text.split(/(\s*\{\{-.*?\}\}|\{\{.*?\}\})/)) {
    const directive = /^\s*\{\{-?\s*(.*?)\s*\}\}$/.exec(part)?.[1];
    if (directive === undefined) {
      if (conditions.every(Boolean)) output.push(part);
    } else if (directive.startsWith('if ')) conditions.push(Boolean(valueAt(directive.slice(3), scope)));
    else if (directive === 'else') conditions.push(!conditions.pop());
    else if (directive === 'end') conditions.pop();
    else if (conditions.every(Boolean)) output.push(print(directive, scope));
  }
  if (conditions.length > 0) throw new Error('an if without an end');
  return output.join('');
}

function print(directive: string, scope: unknown): string {
  const match = /^(\.\S+)(?:\s*\|\s*(quote))?$/.exec(directive);
  if (!match) throw new Error(`cannot render {{ ${directive} }}`);
  const value = valueAt(match[1] ?? '', scope);
  if (typeof value === 'object') throw new Error(`${directive} is not text`);
  return match[2] ? JSON.stringify(String(value)) : String(value);
}

function valueAt(path: string, scope: unknown): unknown {
  let value = scope;
  for (const key of path.split('.').slice(1)) {
    if (typeof value !== 'object' || value === null || !(key in value))
      throw new Error(`there is no ${path}`);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function merge(values: Record<string, unknown>, overrides: Readonly<Record<string, unknown>>) {
  const merged = { ...values };
  for (const [key, value] of Object.entries(overrides)) {
    merged[key] =
      typeof value === 'object' && value !== null
        ? { ...(merged[key] as object), ...(value as object) }
        : value;
  }
  return merged;
}
