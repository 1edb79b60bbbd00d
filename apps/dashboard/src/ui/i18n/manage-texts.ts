import { use, useMemo } from 'react';
import { useI18n } from './i18n-context.tsx';
import { createTranslate, type Locale, type TranslateOf } from './locale.ts';
import type { ManageKey, ManageTexts } from './manage/en.ts';

export type ManageTranslate = TranslateOf<ManageKey>;

const loading = new Map<Locale, Promise<ManageTexts>>();

/** The texts of pages that manage a project, which are loaded with the first of them. Needs a Suspense around it. */
export function useManageTexts(): ManageTranslate {
  const { locale } = useI18n();
  const texts = use(loaded(locale));
  return useMemo(() => createTranslate(texts), [texts]);
}

function loaded(locale: Locale): Promise<ManageTexts> {
  const texts = loading.get(locale) ?? load(locale);
  loading.set(locale, texts);
  return texts;
}

async function load(locale: Locale): Promise<ManageTexts> {
  switch (locale) {
    case 'ko':
      return (await import('./manage/ko.ts')).koManage;
    case 'zh':
      return (await import('./manage/zh.ts')).zhManage;
    case 'en':
      return (await import('./manage/en.ts')).enManage;
  }
}
