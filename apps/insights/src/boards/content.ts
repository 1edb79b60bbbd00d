import type { Board } from '@gatrix/analytics-metadata';
import { type BoardContent, boardContent } from '@gatrix/analytics-protocol/insights';

/** What stands on a board; nothing where it was broken by hand. */
export function contentOf({ content }: Pick<Board, 'content'>): BoardContent {
  const parsed = boardContent.safeParse(content);
  return parsed.success ? parsed.data : { range: { lastDays: 28 }, items: [] };
}
