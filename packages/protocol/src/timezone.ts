/** What ICU knows beside the names of IANA: to it BST is Dhaka, and IST Kolkata. */
const notIana = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(
    ' ',
  ),
);

/** How names are written, of those that were looked up before, which takes 0.1 ms each; few enough, whatever is sent. */
const writtenNames = new Map<string, string>();
const maxNames = 1_000;

/** True for a zone that this runtime's time zone database knows by name; offsets such as `+09:00` are not names. */
export function isTimezone(name: string): boolean {
  return writtenAs(name) !== undefined;
}

/** As time zone databases write the name: `asia/seoul` is Asia/Seoul to this runtime, and unknown to others. Unknown names stay. */
export function ianaTimezone(name: string): string {
  return writtenAs(name) ?? name;
}

function writtenAs(name: string): string | undefined {
  const before = writtenNames.get(name);
  if (before !== undefined) return before;
  if (!/^[A-Za-z]/.test(name) || notIana.has(name.toUpperCase())) return undefined;
  const written = lookUp(name);
  if (written !== undefined && writtenNames.size < maxNames) writtenNames.set(name, written);
  return written;
}

/** How IANA writes its names: each part begins with a capital, and a name of several parts has small letters, too. */
const wellWritten = /^[A-Z][A-Za-z0-9+-]*$|^(?=.*[a-z])[A-Z]\w*(\/[A-Z][\w+-]*)+$/;

/** Older names of a zone stay. */
function lookUp(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    const isSame = timeZone.toLowerCase() === name.toLowerCase();
    return isSame || !wellWritten.test(name) ? timeZone : name;
  } catch {
    return undefined;
  }
}
