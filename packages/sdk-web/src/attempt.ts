/** What `action` returns, or `undefined` where it throws: the host page must never see an error of ours. */
export const attempt = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    return undefined;
  }
};
