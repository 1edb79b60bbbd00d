import type { ReactNode } from 'react';
import type { Cell } from '../../ui/csv.ts';

export interface RowsColumn<Row> {
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** As a spreadsheet takes it, where the cell is no text. */
  readonly text?: (row: Row) => Cell;
  /** The column's name in the file, where that says more: the currency of its amounts. */
  readonly fileLabel?: string;
  /** What the list can be sorted by with this column. */
  readonly sort?: string;
  /** Stands in the file alone. */
  readonly isFileOnly?: boolean;
}
