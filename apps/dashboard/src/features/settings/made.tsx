import { CopyButton } from '../../ui/copy-button.tsx';

export interface MadeProps {
  /** What it is, and that it is shown this once. */
  readonly about: string;
  readonly text: string;
  readonly hint?: string;
}

/** What the server shows once: a link, a secret or a token, to be copied. */
export function Made({ about, text, hint }: MadeProps) {
  return (
    <div className="made" role="status">
      <b>{about}</b>
      <div className="made__text">
        <code>{text}</code>
        <CopyButton text={text} />
      </div>
      {hint !== undefined && <p className="muted">{hint}</p>}
    </div>
  );
}
