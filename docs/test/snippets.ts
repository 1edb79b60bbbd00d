import { readFileSync } from 'node:fs';

export interface Snippet {
  readonly language: string;
  /** The file that its first line names. */
  readonly file: string | undefined;
  readonly code: string;
}

/** Every fenced block of a page, in order. */
export function snippetsOf(page: string, folder = 'send'): readonly Snippet[] {
  const text = readFileSync(new URL(`../${folder}/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    file: /^(?:\/\/|<!--) (\S+\.\w+)/.exec(code)?.[1],
    code,
  }));
}

/** Blocks that name the same file are one file, in order. */
export function filesOf(snippets: readonly Snippet[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { file, code } of snippets) if (file) files.set(file, `${files.get(file) ?? ''}${code}`);
  return files;
}
