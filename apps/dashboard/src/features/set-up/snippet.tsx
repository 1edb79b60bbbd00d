import { useEffect, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

export interface SnippetProps {
  readonly title: string;
  readonly hint: string;
  readonly code: string;
}

export function Snippet({ title, hint, code }: SnippetProps) {
  const { t } = useI18n();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <section className="card" aria-label={title}>
      <div className="card__head">
        <div>
          <h2>{title}</h2>
          <p className="muted snippet__hint">{hint}</p>
        </div>
        {/* Plain HTTP beyond this machine has no clipboard; the text can still be selected. */}
        {window.isSecureContext && (
          <button
            type="button"
            className="button"
            onClick={() => void navigator.clipboard.writeText(code).then(() => setIsCopied(true))}
          >
            <span aria-live="polite">{t(isCopied ? 'setUp.copied' : 'setUp.copy')}</span>
          </button>
        )}
      </div>
      <div className="card__body">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre className="snippet" tabIndex={0}>
          <code>{code}</code>
        </pre>
      </div>
    </section>
  );
}
