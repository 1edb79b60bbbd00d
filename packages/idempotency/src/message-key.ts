import { hash } from 'node:crypto';

/** 20 bytes, each a character of Latin-1, that stand for a message id within its project. Redis keeps the first 16. */
export function messageKey(projectId: string, id: string): string {
  return hash('sha1', `${projectId}\0${id}`, 'binary');
}
