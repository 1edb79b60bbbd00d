import { type MessageTable, RowValueError } from '@gatrix/analytics-clickhouse-schema';
import type { Normalizer } from '@gatrix/analytics-normalizer';
import type { QueuedMessage } from '@gatrix/analytics-queue';
import { type MessageRow, type MessageSource, messageRow } from './message-row.ts';

/**
 * A message that can be stored. TRICKY: its row is made when its batch is encoded, and again where that is tried again. Rows
 * that were made as chunks came waited for a second with all their values, and copying them was a fifth of the worker's time.
 */
export class PreparedMessage {
  /** From `messageKey`. */
  readonly key: string;
  readonly table: MessageTable;
  readonly source: MessageSource;
  readonly queued: QueuedMessage;
  /** Properties that were cut to their limits or left out; 0 until the row was made. */
  truncated = 0;
  /** It went to the dead letters, because no row of it can be stored. */
  isBuried = false;

  constructor(key: string, table: MessageTable, source: MessageSource, queued: QueuedMessage) {
    this.key = key;
    this.table = table;
    this.source = source;
    this.queued = queued;
  }

  get projectId(): string {
    return this.source.context.projectId;
  }

  get id(): string {
    return this.queued.id;
  }

  get timestamp(): number {
    return this.queued.timestamp;
  }

  /** As in QueuedMessage. */
  get toldAt(): number | undefined {
    return this.queued.toldAt;
  }

  get retentionDays(): number {
    return this.table === 'events' ? this.source.context.retentionDays : 0;
  }

  /** @throws RowValueError where its values are of other types than a message's. */
  makeRow(normalizer: Normalizer): MessageRow['row'] {
    try {
      const { row, truncated } = messageRow(normalizer, this.source, this.queued);
      this.truncated = truncated;
      return row;
    } catch (error) {
      throw new RowValueError(error instanceof Error ? error.message : String(error));
    }
  }
}
