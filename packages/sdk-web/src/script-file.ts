import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export { createSnippet, type SnippetSettings, stub } from './snippet.ts';

/** The script build, for a server that hands it out. Node only. */
export const scriptFile: URL = new URL('../dist/sdk.js', import.meta.url);

/** The script build and the name to serve it under. */
export interface ScriptBuild {
  /** UTF-8 JavaScript, minified. */
  readonly code: string;
  /** Twelve hexadecimal digits that change with the code; `sdk.<hash>.js` can be cached for ever. */
  readonly hash: string;
}

/** Reads the script build. Rejects with a plain sentence where the package was not built. */
export async function readScriptBuild(): Promise<ScriptBuild> {
  const code = await readFile(scriptFile, 'utf8').catch((cause: unknown) => {
    throw new Error('The script build of @gatrix/analytics-sdk is missing: run `pnpm build` first.', {
      cause,
    });
  });
  return { code, hash: createHash('sha256').update(code).digest('hex').slice(0, 12) };
}
