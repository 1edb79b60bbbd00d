import type { roles } from '../../../api/use-project.ts';

export interface Member {
  readonly userId: string;
  /** Null where nothing but the id is known. */
  readonly name: string | null;
  readonly role: (typeof roles)[number];
  readonly createdAt: string;
}

/** What people are called on the page. */
export function nameOf({ name, userId }: Member): string {
  return name ?? userId;
}
