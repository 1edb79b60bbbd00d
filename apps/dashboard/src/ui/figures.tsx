import type { ReactNode } from 'react';
import './figures.css';
import { type Term, TermHint } from './term-hint.tsx';

export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What the glossary says of it. */
  readonly term?: Term;
  /** To the last digit. */
  readonly exact: string;
  /** Against the period before. */
  readonly change?: ReactNode;
}

export interface FiguresProps {
  readonly label: string;
  readonly figures: readonly Figure[];
  /** Inside a card. */
  readonly isBare?: boolean;
}

/** A row of numbers with their names. */
export function Figures({ label, figures, isBare = false }: FiguresProps) {
  return (
    <section className={isBare ? 'figure-row' : 'card figure-row'} aria-label={label}>
      {figures.map((figure) => (
        <div key={figure.label} className="figure">
          <span className="figure__head">
            <span className="figure__label">{figure.label}</span>
            {figure.term && <TermHint term={figure.term} label={figure.label} />}
          </span>
          <span className="figure__value number" title={figure.exact}>
            {figure.value}
          </span>
          {figure.change}
        </div>
      ))}
    </section>
  );
}
