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

/**
 * Lets the browser fetch the scripts and styles of the page that is opened most together with the entry, not after it.
 * Without this they are found one after the other: entry, page, map.
 */
function preloadOverview(): Plugin {
  const wanted = [/\/overview-page\.tsx$/, /\/world-map\.tsx$/];
  return {
    name: 'preload-overview',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const pages = chunks.filter((chunk) => wanted.some((name) => name.test(chunk.facadeModuleId ?? '')));
        if (pages.length !== wanted.length) throw new Error('the overview is not where it was');
        const scripts = pages.flatMap((chunk) => [chunk.fileName, ...chunk.imports]);
        const styles = chunks
          .filter(({ fileName }) => scripts.includes(fileName))
          .flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
        const link = (file: string, attrs: Record<string, string | boolean>) => ({
          tag: 'link',
          attrs: { ...attrs, crossorigin: true, href: `./${file}` },
          injectTo: 'head' as const,
        });
        return [
          ...scripts.map((file) => link(file, { rel: 'modulepreload' })),
          ...styles.map((file) => link(file, { rel: 'preload', as: 'style' })),
        ].filter(({ attrs }, index, all) => {
          const isFirst = all.findIndex((other) => other.attrs.href === attrs.href) === index;
          return isFirst && !html.includes(`"${attrs.href}"`);
        });
      },
    },
  };
}

/** The packages that notes on boards are drawn with, which no other page needs. */
const markdown =
  /[\\/]node_modules[\\/](react-markdown|micromark|mdast|hast|unist|unified|vfile|remark|property-information|style-to|inline-style-parser|parse-entities|decode-named-character-reference|character-)/;

const chart = /[\\/]node_modules[\\/]uplot[\\/]/;
const base = /[\\/]node_modules[\\/]|[\\/]src[\\/]ui[\\/](base|card|controls|table)\.css$/;

const source = /[\\/]src[\\/]/;
/** What reports beside the overview have in common. */
const reports =
  /[\\/]src[\\/]features[\\/]((users|lists|funnels|retention|flows|explore)[\\/]|segments[\\/](?!use-segments)|reporting[\\/](event-field|property-name|filter-row|filter-values|use-event-names|use-breakdown-options))/;
const seldom = /[\\/]src[\\/](features[\\/](settings|boards|entry)|ui[\\/]i18n[\\/]manage)[\\/]/;

const insightsUrl = 'http://127.0.0.1:3002';

export default defineConfig({
  // Relative to <base>, which the server sets: the page may live behind any prefix.
  base: './',
  plugins: [react(), preloadOverview(), precompress()],
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Few files: a browser has six connections to a server, and reports are waiting for them, too.
        codeSplitting: {
          groups: [
            { name: 'chart', test: chart, priority: 2 },
            // The styles that all others change come first: a card before a row of figures.
            // Before the notes, which would otherwise take React with them.
            {
              name: 'base',
              test: (id) => base.test(id) && !markdown.test(id) && !chart.test(id),
              priority: 3,
            },
            { name: 'notes', test: markdown, priority: 2 },
            {
              name: 'shared',
              test: (id) => source.test(id) && !seldom.test(id) && !reports.test(id),
              minShareCount: 2,
              priority: 1,
            },
            { name: 'reports', test: reports, minShareCount: 2, priority: 1 },
            // What no first load needs is a script for all of its pages, so that none of it is in the shared one.
            { name: 'settings', test: /[\\/]src[\\/]features[\\/]settings[\\/]/ },
            { name: 'boards', test: /[\\/]src[\\/]features[\\/]boards[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/insights', '/trpc', '/manage', '/prometheus', '/hooks', '/track'].map((path) => [path, insightsUrl]),
    ),
  },
});
