import { hash } from 'node:crypto';

/** 16 bytes that stand for a message id within its project and kind of table. */
export function messageKey(projectId: string, id: string): Buffer {
  return hash('sha1', `${projectId}\0${id}`, 'buffer').subarray(0, 16);
}
