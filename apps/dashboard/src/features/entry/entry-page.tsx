import type { Http } from '../../api/http.ts';
import type { SessionQuery } from '../../api/session.ts';
import type { Entry } from './entry.ts';
import { JoinPage } from './join-page.tsx';
import { SharedPage } from './shared-page.tsx';

export interface EntryPageProps {
  readonly entry: Entry;
  readonly http: Http;
  readonly sessionQuery: SessionQuery;
}

/** What whoever comes by a share link or an invitation sees. */
export function EntryPage({ entry, ...props }: EntryPageProps) {
  return entry.kind === 'shared' ? (
    <SharedPage token={entry.token} {...props} />
  ) : (
    <JoinPage token={entry.token} {...props} />
  );
}
