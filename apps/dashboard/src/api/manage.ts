import type { Http, QueryValue } from './http.ts';

/** What belongs to a project beside its events; `id` is the thing's own. */
export interface SavedReport {
  readonly id: string;
  readonly name: string;
  /** The page that shows it. */
  readonly report: string;
  /** `search` is the page's address's search, `parameters` what it asks the query API. */
  readonly query: { readonly search?: unknown; readonly parameters?: unknown };
}

export interface Annotation {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
}

export interface ProjectDetails {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly timezone: string;
  /** Vendors whose SDKs may send here. */
  readonly settings: { readonly wireFormats?: readonly string[]; readonly currency?: string };
  readonly role: 'viewer' | 'editor' | 'admin' | 'owner';
}

/** Each kind of thing: what is read, and what is sent. */
interface Things {
  'saved-reports': { item: SavedReport; sent: Omit<SavedReport, 'id'> };
  annotations: { item: Annotation; sent: Omit<Annotation, 'id'> };
}

type Kind = keyof Things;

export async function listThings<K extends Kind>(
  http: Http,
  projectId: string,
  kind: K,
  query: Readonly<Record<string, QueryValue>> = {},
  signal?: AbortSignal,
): Promise<readonly Things[K]['item'][]> {
  return (await http.get<readonly Things[K]['item'][]>(pathOf(projectId, kind), query, signal)).data;
}

export async function createThing<K extends Kind>(
  http: Http,
  projectId: string,
  kind: K,
  sent: Things[K]['sent'],
): Promise<Things[K]['item']> {
  return (await http.send<Things[K]['item']>('POST', pathOf(projectId, kind), sent)).data;
}

export async function updateThing<K extends Kind>(
  http: Http,
  projectId: string,
  kind: K,
  id: string,
  sent: Partial<Things[K]['sent']>,
): Promise<Things[K]['item']> {
  const path = `${pathOf(projectId, kind)}/${encodeURIComponent(id)}`;
  return (await http.send<Things[K]['item']>('PATCH', path, sent)).data;
}

export async function deleteThing(http: Http, projectId: string, kind: Kind, id: string): Promise<void> {
  await http.send('DELETE', `${pathOf(projectId, kind)}/${encodeURIComponent(id)}`);
}

export async function readProject(
  http: Http,
  projectId: string,
  signal?: AbortSignal,
): Promise<ProjectDetails> {
  return (await http.get<ProjectDetails>(`manage/projects/${encodeURIComponent(projectId)}`, {}, signal))
    .data;
}

export async function updateProject(
  http: Http,
  projectId: string,
  sent: Partial<Pick<ProjectDetails, 'name' | 'domain' | 'timezone' | 'settings'>>,
): Promise<ProjectDetails> {
  return (await http.send<ProjectDetails>('PATCH', `manage/projects/${encodeURIComponent(projectId)}`, sent))
    .data;
}

export async function createProject(
  http: Http,
  sent: Pick<ProjectDetails, 'name' | 'domain' | 'timezone'>,
): Promise<ProjectDetails> {
  return (await http.send<ProjectDetails>('POST', 'manage/projects', sent)).data;
}

export interface Rates {
  /** The currency that they are in. */
  readonly reporting: string;
  readonly rates: readonly { readonly currency: string; readonly day: string; readonly rate: string }[];
}

export async function listRates(http: Http, projectId: string, signal?: AbortSignal): Promise<Rates> {
  return (await http.get<Rates>(`manage/projects/${encodeURIComponent(projectId)}/rates`, {}, signal)).data;
}

/** Of a CSV file with the columns day, currency and rate. */
export async function putRates(http: Http, projectId: string, csv: string): Promise<void> {
  await http.sendText(`manage/projects/${encodeURIComponent(projectId)}/rates`, csv, 'text/csv', 'PUT');
}

/** All of a currency: its amounts are listed apart then. */
export async function deleteRates(http: Http, projectId: string, currency: string): Promise<void> {
  const path = `manage/projects/${encodeURIComponent(projectId)}/rates/${encodeURIComponent(currency)}`;
  await http.send('DELETE', path);
}

function pathOf(projectId: string, kind: Kind): string {
  return `manage/projects/${encodeURIComponent(projectId)}/${kind}`;
}
