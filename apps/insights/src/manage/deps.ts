import type { EraseTarget } from '@gatrix/analytics-clickhouse-schema';
import type { Metadata } from '@gatrix/analytics-metadata';

/** What management works with beside the query API. */
export interface ManageDeps {
  readonly metadata: Pick<
    Metadata,
    | 'projects'
    | 'clients'
    | 'members'
    | 'accounts'
    | 'savedReports'
    | 'annotations'
    | 'segments'
    | 'invitations'
    | 'shareLinks'
    | 'alerts'
    | 'boards'
    | 'channels'
    | 'deliveries'
    | 'digests'
    | 'gauges'
    | 'tokens'
    | 'rates'
    | 'auditLog'
  >;
  /** Where the dashboard is, for links in messages. */
  readonly publicUrl?: string | undefined;
  /** A client that may write, and waits long enough: erasing rewrites what is stored. */
  readonly store: EraseTarget;
}
