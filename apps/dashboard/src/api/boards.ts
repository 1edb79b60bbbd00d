import type {
  AnswerMeta,
  BoardItem,
  BoardRange,
  BoardTemplate,
  Filter,
} from '@gatrix/analytics-protocol/insights';
import type { Http, QueryValue } from './http.ts';

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly range: BoardRange;
  readonly filters?: Filter | null;
  readonly items: readonly BoardItem[];
}

export interface ItemAnswer {
  readonly id: string;
  readonly name?: string;
  readonly report?: string;
  readonly answers?: readonly {
    readonly report: string;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly data: unknown;
    readonly meta: AnswerMeta;
  }[];
  readonly query?: Readonly<Record<string, unknown>>;
  readonly value?: number | null;
  readonly previous?: number | null;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface NewBoard {
  readonly name?: string;
  readonly template?: BoardTemplate;
  readonly language?: string;
}

const pathOf = (projectId: string, id?: string) =>
  `manage/projects/${encodeURIComponent(projectId)}/boards${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

export async function listBoards(http: Http, projectId: string, signal?: AbortSignal) {
  return (await http.get<readonly Board[]>(pathOf(projectId), {}, signal)).data;
}

export async function createBoard(http: Http, projectId: string, sent: NewBoard) {
  return (await http.send<Board>('POST', pathOf(projectId), sent)).data;
}

export async function updateBoard(
  http: Http,
  projectId: string,
  { id, ...sent }: { readonly id: string } & Partial<Omit<Board, 'id'>>,
) {
  return (await http.send<Board>('PATCH', pathOf(projectId, id), sent)).data;
}

export async function deleteBoard(http: Http, projectId: string, id: string): Promise<void> {
  await http.send('DELETE', pathOf(projectId, id));
}

/** What one item shows. Each is asked by itself, so that none waits for another. */
export async function askItem(
  http: Http,
  projectId: string,
  boardId: string,
  query: Readonly<Record<string, QueryValue>> & { readonly items: string },
  signal?: AbortSignal,
): Promise<ItemAnswer | undefined> {
  const path = `insights/${encodeURIComponent(projectId)}/boards/${encodeURIComponent(boardId)}/answers`;
  return (await http.get<{ readonly items: readonly ItemAnswer[] }>(path, query, signal)).data.items[0];
}
