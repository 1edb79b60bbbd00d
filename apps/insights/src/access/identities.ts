export type ClientType = 'write' | 'read' | 'root';

export interface VerifiedClient {
  readonly id: string;
  readonly projectId: string;
  readonly type: ClientType;
}

export interface ProjectInfo {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly settings?: { readonly currency?: string } | undefined;
}
