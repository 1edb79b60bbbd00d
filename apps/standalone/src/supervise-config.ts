/** A report that takes the last of the heap blocks for seconds, not for so long. */
const fallbackSeconds = 30;

/** Of the process that only watches the server, and loads nothing else. Exits with what is wrong. */
export function superviseConfig({ HANG_SECONDS }: NodeJS.ProcessEnv): { readonly hangSeconds: number } {
  const hangSeconds = Number(HANG_SECONDS || fallbackSeconds);
  if (Number.isInteger(hangSeconds) && hangSeconds >= 3) return { hangSeconds };
  process.stderr.write(`HANG_SECONDS must be a whole number from 3 on, not ${HANG_SECONDS}\n`);
  process.exit(1);
}
