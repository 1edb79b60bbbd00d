import { CopyButton } from '../../ui/copy-button.tsx';

export interface MadeProps {
  /** What it is, and that it is shown this once. */
  readonly about: string;
  readonly text: string;
  readonly hint?: string;
  /** Of several lines. */
  readonly isBlock?: boolean;
}

/** What the server shows once: a link, a secret or a token, to be copied. */
export function Made({ about, text, hint, isBlock = false }: MadeProps) {
  return (
    <div className="made" role="status">
      <b>{about}</b>
      <div className="made__text">
        <code className={isBlock ? 'made__block' : undefined}>{text}</code>
        <CopyButton text={text} />
      </div>
      {hint !== undefined && <p className="muted">{hint}</p>}
    </div>
  );
}
