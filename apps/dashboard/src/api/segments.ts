import type { SegmentListData, SegmentSizeData } from '@gatrix/analytics-protocol/insights';
import type { Http } from './http.ts';

/** A condition or several, as they are written down; the server checks them. */
export type Definition = Readonly<Record<string, unknown>>;

export interface Segment {
  readonly id: string;
  readonly name: string;
  readonly definition: Definition;
}

export type UploadedList = SegmentListData & { readonly id: string };

const pathOf = (projectId: string, rest = '') =>
  `insights/${encodeURIComponent(projectId)}/segments${rest === '' ? '' : `/${rest}`}`;

export async function listSegments(http: Http, projectId: string, signal?: AbortSignal) {
  return (await http.get<readonly Segment[]>(pathOf(projectId), {}, signal)).data;
}

export async function createSegment(http: Http, projectId: string, sent: Omit<Segment, 'id'>) {
  return (await http.send<Segment & SegmentSizeData>('POST', pathOf(projectId), sent)).data;
}

export async function updateSegment(http: Http, projectId: string, { id, ...sent }: Segment) {
  return (await http.send<Segment>('PATCH', pathOf(projectId, encodeURIComponent(id)), sent)).data;
}

export async function deleteSegment(http: Http, projectId: string, id: string): Promise<void> {
  await http.send('DELETE', pathOf(projectId, encodeURIComponent(id)));
}

export async function sizeOfDefinition(http: Http, projectId: string, definition: Definition) {
  return (await http.send<SegmentSizeData>('POST', pathOf(projectId, 'size'), { definition })).data;
}

/** The first column of a CSV file, or ids. */
export async function uploadList(http: Http, projectId: string, list: string | readonly string[]) {
  const path = pathOf(projectId, 'lists');
  const answer =
    typeof list === 'string'
      ? await http.sendText<UploadedList>(path, list, 'text/csv')
      : await http.send<UploadedList>('POST', path, { ids: list });
  return answer.data;
}

/** Where everybody in a segment is a file; relative to the page's base. */
export function membersFile(projectId: string, id: string): string {
  return `${pathOf(projectId, encodeURIComponent(id))}/members?format=csv`;
}
