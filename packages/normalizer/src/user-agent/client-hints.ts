/** The `sec-ch-ua*` headers as sent; those that were not are absent. */
export interface ClientHints {
  readonly brands?: string;
  readonly fullVersionList?: string;
  readonly mobile?: string;
  readonly model?: string;
  readonly platform?: string;
  readonly platformVersion?: string;
  readonly formFactors?: string;
}

export interface Brand {
  readonly name: string;
  readonly version: string;
}

const headerOf: Readonly<Record<keyof ClientHints, string>> = {
  brands: 'sec-ch-ua',
  fullVersionList: 'sec-ch-ua-full-version-list',
  mobile: 'sec-ch-ua-mobile',
  model: 'sec-ch-ua-model',
  platform: 'sec-ch-ua-platform',
  platformVersion: 'sec-ch-ua-platform-version',
  formFactors: 'sec-ch-ua-form-factors',
};
const names = [
  'brands',
  'fullVersionList',
  'mobile',
  'model',
  'platform',
  'platformVersion',
  'formFactors',
] as const;
const maxHeaderLength = 512;

/** The client hints among a request's headers (lower-case names); undefined where there are none. */
export function clientHintsFrom(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): ClientHints | undefined {
  let hints: { -readonly [name in keyof ClientHints]: ClientHints[name] } | undefined;
  for (const name of names) {
    const header = headers[headerOf[name]];
    const value = typeof header === 'string' ? header : header?.join(', ');
    if (!value) continue;
    hints ??= {};
    hints[name] = value.slice(0, maxHeaderLength);
  }
  return hints;
}

/** The value of a structured-field string: `"Windows"` → `Windows`. Absent or malformed: ''. */
export function hintText(header: string | undefined): string {
  return unescaped(/^\s*"((?:[^"\\]|\\["\\])*)"/.exec(header ?? '')?.[1]);
}

/** `?1` → true, `?0` → false, else undefined. */
export function hintBoolean(header: string | undefined): boolean | undefined {
  const value = header?.trim();
  if (value === '?1') return true;
  return value === '?0' ? false : undefined;
}

/** A list of strings: `"Mobile", "XR"`. */
export function hintList(header: string | undefined): string[] {
  return Array.from((header ?? '').matchAll(/"((?:[^"\\]|\\["\\])*)"/g), (match) => unescaped(match[1]));
}

/** Brands with versions, without the made-up ones that browsers mix in (`Not;A=Brand`). */
export function hintBrands(header: string | undefined): Brand[] {
  const list = (header ?? '').matchAll(/"((?:[^"\\]|\\["\\])*)"\s*;\s*v\s*=\s*"([^"]*)"/g);
  return Array.from(list, (match) => ({ name: unescaped(match[1]), version: match[2] ?? '' })).filter(
    ({ name }) => name !== '' && !/not.{0,3}a.{0,3}brand/i.test(name),
  );
}

function unescaped(text = ''): string {
  return text.replace(/\\(["\\])/g, '$1').trim();
}
