/** The parts of an address that make the page: `/p/:projectId/…` behind the page's base. */
interface Address {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** The id of the project that a path names; undefined where it names none. `base` ends with a slash. */
export function projectIn(pathname: string, base: string): string | undefined {
  const [, id] = /^p\/([^/]+)(?:\/|$)/.exec(pathname.slice(base.length)) ?? [];
  if (id === undefined || !pathname.startsWith(base)) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

/** What stands before the paths of a project's pages. */
export function baseOf(projectId: string, base: string): string {
  return `${base}p/${encodeURIComponent(projectId)}`;
}

/** The same page of a project: what an address without one, or with another's, becomes. What a dialog shows is of one project. */
export function addressIn(projectId: string, { pathname, search, hash }: Address, base: string): string {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : '';
  const isOther = (projectIn(pathname, base) ?? projectId) !== projectId;
  const kept = isOther ? withoutDialog(search) : search;
  return `${baseOf(projectId, base)}/${path.replace(/^p\/[^/]+(?:\/|$)/, '')}${kept}${hash}`;
}

function withoutDialog(search: string): string {
  const parts = search.slice(1).split('&');
  const kept = parts.filter((part) => part !== '' && !part.startsWith('dialog='));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
