import type { Readable } from 'node:stream';

export interface ExportFile {
  readonly stream: Readable;
  readonly contentType: string;
  readonly fileName: string;
}
