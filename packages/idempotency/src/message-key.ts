import { createHash } from 'node:crypto';

/** 16 bytes that stand for a message id within its project and kind of table. */
export function messageKey(projectId: string, id: string): Buffer {
  return createHash('sha1').update(projectId).update('\0').update(id).digest().subarray(0, 16);
}
