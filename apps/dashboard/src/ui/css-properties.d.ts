import 'react';

declare module 'react' {
  /** Custom properties that styles of this page read. */
  interface CSSProperties {
    '--share'?: number;
    '--shade'?: number;
    '--heat'?: number;
    '--key'?: string;
  }
}
