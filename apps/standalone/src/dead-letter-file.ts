import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DeadLetter } from '@gatrix/analytics-queue';

/** Dead letters as lines of a file. */
export function deadLetterFile(path: string) {
  return {
    async load(): Promise<DeadLetter[]> {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as DeadLetter);
    },
    async save(letters: readonly DeadLetter[]): Promise<void> {
      await writeFile(`${path}.new`, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''), {
        mode: 0o600,
      });
      await rename(`${path}.new`, path);
    },
  };
}
