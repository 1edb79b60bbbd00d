/** A visit that does not begin with the sign-in: of a share link, or of an invitation. */
export type Entry =
  | { readonly kind: 'shared'; readonly token: string }
  | { readonly kind: 'join'; readonly token: string };

/** `shared/<token>` and `join#<token>` behind the page's base, which ends with a slash. */
export function entryIn(
  { pathname, hash }: { readonly pathname: string; readonly hash: string },
  base: string,
): Entry | undefined {
  if (!pathname.startsWith(base)) return undefined;
  const path = pathname.slice(base.length);
  const [, token] = /^shared\/([\w-]+)\/?$/.exec(path) ?? [];
  if (token !== undefined) return { kind: 'shared', token };
  const [, invited] = /^#([\w-]+)$/.exec(hash) ?? [];
  return /^join\/?$/.test(path) && invited !== undefined ? { kind: 'join', token: invited } : undefined;
}
