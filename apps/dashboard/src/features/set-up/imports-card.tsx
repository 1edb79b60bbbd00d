import { Link } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { importCommands, importLines } from './import-lines.ts';

/** How what happened before is brought here, by where it is. */
export function ImportsCard() {
  const m = useManageTexts();
  const { project } = useApi();
  return (
    <section className="card card--plain" aria-label={m('imports.title')}>
      <div className="card__body clients">
        <h2>{m('imports.title')}</h2>
        <p className="muted">{m('imports.hint')}</p>
        {importLines.map((line) => (
          <details key={line.source}>
            <summary>{line.source === 'access-log' ? m('imports.accessLogs') : line.name}</summary>
            {line.source === 'plausible' && (
              <p className="muted">
                {m('imports.aggregates')} <Link to="/imported-totals">{m('imports.totals')}</Link>
              </p>
            )}
            <CopyButton text={importCommands(line, project.id)} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <pre className="snippet" tabIndex={0}>
              <code>{importCommands(line, project.id)}</code>
            </pre>
          </details>
        ))}
      </div>
    </section>
  );
}
