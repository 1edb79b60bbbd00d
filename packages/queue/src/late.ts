/**
 * Messages older than this when they came are late: they belong to months that nobody writes to otherwise, each of
 * which is a partition and takes files of its own. They travel and are stored beside the others, never before them.
 */
export const lateAfterMs = 35 * 86_400_000;

export function isLate(receivedAt: number, timestamp: number): boolean {
  return receivedAt - timestamp > lateAfterMs;
}

export function hasLate(
  parts: readonly {
    readonly context: { readonly receivedAt: number };
    readonly messages: readonly { readonly timestamp: number }[];
  }[],
): boolean {
  return parts.some(({ context, messages }) =>
    messages.some(({ timestamp }) => isLate(context.receivedAt, timestamp)),
  );
}
