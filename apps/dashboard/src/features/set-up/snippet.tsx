import type { ReactNode } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';

export interface SnippetProps {
  readonly title: string;
  readonly hint: string;
  readonly code: string;
  /** Above the code. */
  readonly children?: ReactNode;
}

export function Snippet({ title, hint, code, children }: SnippetProps) {
  return (
    <section className="card" aria-label={title}>
      <div className="card__head">
        <div>
          <h2>{title}</h2>
          <p className="muted snippet__hint">{hint}</p>
        </div>
        <CopyButton text={code} />
      </div>
      <div className="card__body">
        {children}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre className="snippet" tabIndex={0}>
          <code>{code}</code>
        </pre>
      </div>
    </section>
  );
}
