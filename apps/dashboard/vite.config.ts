import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes `.br` and `.gz` beside every script and style, so that no server compresses them per request. */
function precompress(): Plugin {
  let assets = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      assets = join(config.root, config.build.outDir, config.build.assetsDir);
      if (config.build.outDir.startsWith('/')) assets = join(config.build.outDir, config.build.assetsDir);
    },
    async closeBundle() {
      const files = (await readdir(assets)).filter((file) => /\.(js|css|svg)$/.test(file));
      await Promise.all(
        files.map(async (file) => {
          const content = await readFile(join(assets, file));
          await writeFile(join(assets, `${file}.br`), await promisify(brotliCompress)(content));
          await writeFile(join(assets, `${file}.gz`), await promisify(gzip)(content));
        }),
      );
    },
  };
}

const insightsUrl = 'http://127.0.0.1:3002';

export default defineConfig({
  // Relative to <base>, which the server sets: the page may live behind any prefix.
  base: './',
  plugins: [react(), precompress()],
  build: { outDir: 'dist/page', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  server: {
    port: 5173,
    proxy: { '/insights': insightsUrl, '/trpc': insightsUrl, '/manage': insightsUrl, '/track': insightsUrl },
  },
});
