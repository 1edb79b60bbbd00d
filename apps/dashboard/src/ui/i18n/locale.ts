import type { MessageKey, Messages } from './en.ts';

export const locales = ['en', 'ko', 'zh'] as const;
export type Locale = (typeof locales)[number];

/** Each language in its own words. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', ko: '한국어', zh: '中文' };

/** The first of the reader's languages that the page speaks, else English. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0];
    const match = locales.find((locale) => locale === base);
    if (match) return match;
  }
  return 'en';
}

/** A language is loaded when it is chosen. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'ko':
      return (await import('./ko.ts')).ko;
    case 'zh':
      return (await import('./zh.ts')).zh;
    case 'en':
      return (await import('./en.ts')).en;
  }
}

export type MessageValues = Readonly<Record<string, string | number>>;
export type TranslateOf<Key extends string> = (key: Key, values?: MessageValues) => string;
export type Translate = TranslateOf<MessageKey>;

export function createTranslate<Key extends string>(
  messages: Readonly<Record<Key, string>>,
): TranslateOf<Key> {
  return (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
