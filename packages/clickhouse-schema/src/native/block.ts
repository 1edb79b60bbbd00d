import { ByteWriter } from './byte-writer.ts';
import type { ColumnType } from './column-types.ts';
import { RowValueError } from './row-value-error.ts';

/** A table's columns, each with the type that CREATE TABLE gives it. */
export type ColumnTypes<Row> = { readonly [Column in keyof Row]-?: ColumnType<Row[Column]> };

/** How the values of each column are handed over. */
export type ColumnReaders<Row> = {
  readonly [Column in keyof Row]-?: (rows: readonly Row[], add: (value: Row[Column]) => void) => void;
};

/** Rows that may be made when they are read; an array is one. */
export interface RowSource<Row> {
  readonly length: number;
  at(index: number): Row | undefined;
}

/** Rows are read so many at a time, column by column, so that they are in the processor's cache for all of them. */
const rowsAtOnce = 256;

/**
 * Rows as one block of the Native format, as ClickHouse reads it over HTTP and from a file.
 * @throws RowValueError that names the column.
 */
export function nativeBlock<Row extends object>(
  types: ColumnTypes<Row>,
  rows: RowSource<Row>,
  readers?: ColumnReaders<Row>,
): Buffer {
  const names = Object.keys(types) as (keyof Row & string)[];
  const columns = names.map((name) => openColumn(types, name, readers?.[name]));
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    const read = readRows(rows, first, Math.min(first + rowsAtOnce, rows.length));
    for (const column of columns) column.read(read);
  }
  const out = new ByteWriter();
  out.varint(names.length);
  out.varint(rows.length);
  for (const column of columns) column.writeTo(out);
  return out.bytes;
}

function readRows<Row>(rows: RowSource<Row>, first: number, end: number): Row[] {
  const read: Row[] = [];
  for (let index = first; index < end; index++) {
    const row = rows.at(index);
    if (row === undefined) throw new RangeError(`there is no row ${index}`);
    read.push(row);
  }
  return read;
}

function openColumn<Row extends object, Name extends keyof Row & string>(
  types: ColumnTypes<Row>,
  name: Name,
  readColumn: ColumnReaders<Row>[Name] = (rows, add) => {
    for (const row of rows) add(row[name]);
  },
) {
  const type = types[name];
  const column = type.open();
  return {
    read(rows: readonly Row[]): void {
      try {
        readColumn(rows, column.add);
      } catch (error) {
        // A value of another type than the column's, from a damaged chunk.
        const isAboutValue = error instanceof RowValueError || error instanceof TypeError;
        if (!isAboutValue) throw error;
        throw new RowValueError(`column ${name}: ${error.message}`);
      }
    },
    writeTo(out: ByteWriter): void {
      out.text(name);
      out.text(type.name);
      type.prefix?.(out);
      column.writeTo(out);
    },
  };
}
