import { useEffect, useState } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';

/** Puts a text on the clipboard. Plain HTTP beyond this machine has none: then there is no button. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useI18n();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  if (!window.isSecureContext) return null;
  return (
    <button
      type="button"
      className="button"
      onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}
    >
      <span aria-live="polite">{isCopied ? t('setUp.copied') : (label ?? t('setUp.copy'))}</span>
    </button>
  );
}
