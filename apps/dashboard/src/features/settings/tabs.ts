import type { Role } from '../../api/use-project.ts';

/** The pages of the settings, in their order, and who may open them. */
export const tabs = {
  members: { needs: 'viewer' },
  'share-links': { needs: 'viewer' },
  channels: { needs: 'viewer' },
  digests: { needs: 'viewer' },
  project: { needs: 'viewer' },
  tokens: { needs: 'viewer' },
  'audit-log': { needs: 'admin' },
} as const satisfies Readonly<Record<string, { readonly needs: Role }>>;
