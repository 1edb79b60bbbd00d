import { expect, test } from 'vitest';
import { vendorLines } from './vendor-lines.ts';

const docs = import.meta.glob<string>('../../../../../docs/send/from-*.md', {
  ...{ query: '?raw', import: 'default', eager: true },
});

test.each(vendorLines)('the lines for $name are those of its documentation', ({ vendor, name, lines }) => {
  const page = docs[`../../../../../docs/send/from-${vendor}.md`];
  expect(page).toContain(`# Move from ${name}`);
  const plain = page?.replaceAll('your-client-id-without-hyphens', 'yourclientid');
  expect(plain).toContain(lines('http://127.0.0.1:3002', 'your-client-id'));
});

test('an address with a port stays whole', () => {
  const mixpanel = vendorLines.find(({ vendor }) => vendor === 'mixpanel');
  expect(mixpanel?.lines('https://a.test:8443', 'id')).toContain("host: 'a.test:8443', protocol: 'https'");
});
