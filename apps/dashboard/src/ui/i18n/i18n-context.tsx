import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import type { Messages } from './en.ts';
import { createFormat, type Format } from './format.ts';
import { createTranslate, type Locale, loadMessages, type Translate } from './locale.ts';

export interface I18n {
  readonly locale: Locale;
  readonly t: Translate;
  readonly format: Format;
  setLocale(locale: Locale): Promise<void>;
}

const I18nContext = createContext<I18n | undefined>(undefined);

export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (!i18n) throw new Error('useI18n needs an I18nProvider around it');
  return i18n;
}

export interface I18nProviderProps {
  readonly initial: { readonly locale: Locale; readonly messages: Messages };
  readonly onChange: (locale: Locale) => void;
  readonly children: ReactNode;
}

/** The page's language; its messages are loaded before it changes. */
export function I18nProvider({ initial, onChange, children }: I18nProviderProps) {
  const [{ locale, messages }, setLanguage] = useState(initial);
  // Before the effects of pages, which name themselves.
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.title = messages['app.title'];
  }, [locale, messages]);
  const i18n = useMemo<I18n>(
    () => ({
      locale,
      t: createTranslate(messages),
      format: createFormat(locale),
      setLocale: async (next) => {
        setLanguage({ locale: next, messages: await loadMessages(next) });
        onChange(next);
      },
    }),
    [locale, messages, onChange],
  );
  return <I18nContext value={i18n}>{children}</I18nContext>;
}
