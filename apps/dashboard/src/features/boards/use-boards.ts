import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import {
  askItem,
  type Board,
  createBoard,
  deleteBoard,
  listBoards,
  type NewBoard,
  updateBoard,
} from '../../api/boards.ts';
import type { CommonQuery } from '../../api/reports.ts';

/** The project's boards. */
export function useBoards() {
  const { http, project } = useApi();
  return useQuery({
    queryKey: ['boards', project.id],
    queryFn: ({ signal }) => listBoards(http, project.id, signal),
    staleTime: 60_000,
  });
}

/** How boards are made, changed and deleted. A change is shown before the server has it. */
export function useBoardChanges() {
  const { http, project } = useApi();
  const queryClient = useQueryClient();
  const queryKey = ['boards', project.id];
  const onSettled = () => queryClient.invalidateQueries({ queryKey });
  return {
    create: useMutation({ mutationFn: (board: NewBoard) => createBoard(http, project.id, board), onSettled }),
    update: useMutation({
      // One after the other, so that the last change is the one that stays.
      scope: { id: `boards ${project.id}` },
      mutationFn: (board: { readonly id: string } & Partial<Omit<Board, 'id'>>) =>
        updateBoard(http, project.id, board),
      onMutate: (changed) =>
        queryClient.setQueryData<readonly Board[]>(queryKey, (known) =>
          known?.map((board) => (board.id === changed.id ? { ...board, ...changed } : board)),
        ),
      onSettled: async (_board, _error, { id, range, filters }) => {
        if (range !== undefined || filters !== undefined) {
          // The server asks with these, the address does not say them. What is on its way may have the old ones.
          const items = { queryKey: ['board-item', project.id, id] };
          await queryClient.cancelQueries(items);
          void queryClient.invalidateQueries(items);
        }
        return onSettled();
      },
    }),
    remove: useMutation({ mutationFn: (id: string) => deleteBoard(http, project.id, id), onSettled }),
  };
}

/** What an item shows in this scope. */
export function useItemAnswer(
  boardId: string,
  itemId: string,
  scope: Pick<CommonQuery, 'startDate' | 'endDate' | 'filters'>,
) {
  const { http, project } = useApi();
  return useQuery({
    queryKey: ['board-item', project.id, boardId, itemId, scope],
    queryFn: ({ signal }) => askItem(http, project.id, boardId, { ...scope, items: itemId }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
