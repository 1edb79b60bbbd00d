import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/disk.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  clean: false,
  // Names that stay the same, so that no earlier build's chunks are left to be packed.
  hash: false,
  deps: { neverBundle: [/^node:/] },
  // The types that are the browser SDK's, too, are copied in: nothing has to be installed beside this package.
  dts: { oxc: true },
  outExtensions: ({ format }) =>
    format === 'cjs' ? { js: '.cjs', dts: '.d.cts' } : { js: '.js', dts: '.d.ts' },
});
