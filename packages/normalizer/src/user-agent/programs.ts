import { engineAgent } from './engines.ts';

/**
 * Programs that are no browsers. Each pattern captures the version, where there is one.
 * Client runtimes run on a person's device; HTTP libraries run on servers and in scripts.
 */
interface Program {
  readonly name: string;
  readonly pattern: RegExp;
}

const clientRuntimes: readonly Program[] = [
  { name: 'Unity', pattern: /\bUnityPlayer\/([\d.]+)/ },
  { name: 'Unity', pattern: /\bUnityWebRequest\/([\d.]+)/ },
  { name: 'Cocos', pattern: /\bcocos2d(?:-x)?\/?v?([\d.]*)/i },
  { name: 'okhttp', pattern: /\bokhttp\/([\d.]+)/i },
  { name: 'Dalvik', pattern: /^Dalvik\/([\d.]+)/ },
  { name: 'CFNetwork', pattern: /\bCFNetwork\/([\d.]+)(?=.*\bDarwin\/)/ },
  { name: 'Dart', pattern: /^Dart\/([\d.]+)/ },
];

const httpLibraries: readonly Program[] = [
  { name: 'curl', pattern: /^curl\/([\d.]+)/i },
  { name: 'Wget', pattern: /^Wget2?\/([\d.]+)/i },
  { name: 'Python Requests', pattern: /^python-requests\/([\d.]+)/i },
  { name: 'Python aiohttp', pattern: /^(?:Python\/[\d.]+ )?aiohttp\/([\d.]+)/i },
  { name: 'Python HTTPX', pattern: /^python-httpx\/([\d.]+)/i },
  { name: 'Python-urllib', pattern: /^Python-urllib\/([\d.]+)/i },
  { name: 'Go-http-client', pattern: /^Go-http-client\/([\d.]+)/i },
  { name: 'axios', pattern: /^axios\/([\d.]+)/i },
  { name: 'undici', pattern: /^undici(?:\/([\d.]+))?$/i },
  { name: 'Node.js', pattern: /^node(?:\.js)?(?:\/v?([\d.]+))?$/i },
  { name: 'node-fetch', pattern: /^node-fetch(?:\/([\d.]+))?/i },
  { name: 'got', pattern: /^got(?:\/([\d.]+))?(?: |$)/i },
  { name: 'Deno', pattern: /^Deno\/([\d.]+)/ },
  { name: 'Bun', pattern: /^Bun\/([\d.]+)/ },
  { name: 'Java', pattern: /^Java(?:-http-client)?\/([\d._]+)/ },
  { name: 'Apache-HttpClient', pattern: /^Apache-Http(?:Async)?Client\/([\d.]+)/i },
  { name: 'Ruby', pattern: /^(?:Ruby|Faraday v?|rest-client\/)(?:[ /]?([\d.]+))?/ },
  { name: 'Guzzle', pattern: /^GuzzleHttp\/([\d.]+)/ },
  { name: 'PHP', pattern: /^PHP(?:\/([\d.]+))?$/ },
  { name: 'reqwest', pattern: /^reqwest\/([\d.]+)/ },
  { name: '.NET', pattern: /^(?:\.NET|dotnet)(?:[/ ]([\d.]+))?/i },
  { name: 'Postman', pattern: /^PostmanRuntime\/([\d.]+)/ },
  { name: 'Insomnia', pattern: /^insomnia\/([\d.]+)/i },
  { name: 'libwww-perl', pattern: /^libwww-perl\/([\d.]+)/i },
];

/** Any of the runtimes, and what each library begins with: most user agents hold none, and are asked once. */
const runtimeWord = /Unity|cocos2d|okhttp|Dalvik|CFNetwork|^Dart/i;

/** The runtime on a person's device that sends this user agent. */
export function clientRuntime(userAgent: string): Named | undefined {
  return runtimeWord.test(userAgent) ? named(clientRuntimes, userAgent) : undefined;
}

/** The HTTP library or command-line tool that sends this user agent. */
export function httpLibrary(userAgent: string): Named | undefined {
  return userAgent.startsWith('Mozilla/') ? undefined : named(httpLibraries, userAgent);
}

interface Named {
  readonly browser: string;
  readonly browserVersion: string;
}

function named(programs: readonly Program[], userAgent: string): Named | undefined {
  for (const { name, pattern } of programs) {
    const match = pattern.exec(userAgent);
    if (match) return { browser: name, browserVersion: match[1] ?? '' };
  }
  return undefined;
}

/** The app on Apple's network stack: `MyGame/12 CFNetwork/1408 Darwin/22.5.0` is MyGame 12. */
export function appOnCFNetwork(userAgent: string): Named | undefined {
  if (!userAgent.includes('CFNetwork/')) return undefined;
  const match = /^([^/]{1,256})\/(\d[\w.]*)? ?.*\bCFNetwork\/.*\bDarwin\//.exec(userAgent);
  if (!match?.[1]) return undefined;
  return { browser: decoded(match[1]).trim().slice(0, 64), browserVersion: match[2] ?? '' };
}

/** Apple's network stack percent-encodes the app's name. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name.replaceAll('%20', ' ');
  }
}

/** Whether the user agent is a game engine's or an app's own HTTP stack. */
export function isClientRuntime(userAgent: string): boolean {
  return engineAgent(userAgent) !== undefined || clientRuntime(userAgent) !== undefined;
}

/** Whether the user agent is that of an HTTP library or a command-line tool, as servers and scripts send. */
export function isHttpLibrary(userAgent: string): boolean {
  return httpLibrary(userAgent) !== undefined;
}
