import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { defineConfig } from 'rolldown';

const outDir = `${import.meta.dirname}/dist/bundle`;
/** They start threads or load native code by files of their own. */
const keptApart = /^(pino|pino-pretty|libsql)$/;

/** As an import of the bundle, wherever the whole directory is moved. */
const fromBundle = (path: string) => `./${relative(outDir, realpathSync(path)).split(sep).join('/')}`;

// What `npm start` runs: reading some two thousand files takes longer than all that the start does else.
export default defineConfig({
  input: ['dist/supervise.js', 'dist/main.js'],
  platform: 'node',
  onLog(level, log, handle) {
    // It would be looked for at run time, and perhaps not be missed before somebody asks for it.
    if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
    handle(level, log);
  },
  output: {
    dir: outDir,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    cleanDir: true,
  },
  // Our own modules do nothing when they are imported, so what this run never uses (BullMQ, ioredis) is left out.
  treeshake: { moduleSideEffects: (id) => id.includes('node_modules') || /(main|supervise)\.js$/.test(id) },
  plugins: [
    {
      name: 'kept-apart',
      async resolveId(id, importer) {
        if (!keptApart.test(id)) return null;
        const resolved = await this.resolve(id, importer, { skipSelf: true });
        return resolved && { id: fromBundle(resolved.id), external: true };
      },
    },
    {
      // What a module looks up beside itself is still beside its own file.
      name: 'own-directories',
      transform(code, id) {
        if (id.startsWith('\0') || !code.includes('import.meta.url)')) return null;
        const own = `new URL(${JSON.stringify(fromBundle(id))}, import.meta.url)`;
        return code
          .replaceAll(/new URL\(([^()]+), import\.meta\.url\)/g, `new URL($1, ${own})`)
          .replaceAll('createRequire(import.meta.url)', `createRequire(${own})`);
      },
    },
  ],
});
