/**
 * Programs that are no browsers. Each pattern captures the version, where there is one.
 * Client runtimes run on a person's device; HTTP libraries run on servers and in scripts.
 */
export interface Program {
  readonly name: string;
  readonly pattern: RegExp;
}

export const clientRuntimes: readonly Program[] = [
  { name: 'Unity', pattern: /\bUnityPlayer\/([\d.]+)/ },
  { name: 'Unity', pattern: /\bUnityWebRequest\/([\d.]+)/ },
  { name: 'Unreal Engine', pattern: /\bUnreal ?Engine\/([\d.]+)/i },
  { name: 'Unreal Engine', pattern: /\+\+UE\d\+Release-([\d.]+)/ },
  { name: 'Godot', pattern: /\bGodotEngine\/([\d.]+)/ },
  { name: 'Cocos', pattern: /\bcocos2d(?:-x)?\/?v?([\d.]*)/i },
  { name: 'okhttp', pattern: /\bokhttp\/([\d.]+)/i },
  { name: 'Dalvik', pattern: /^Dalvik\/([\d.]+)/ },
  { name: 'CFNetwork', pattern: /\bCFNetwork\/([\d.]+)(?=.*\bDarwin\/)/ },
  { name: 'Dart', pattern: /^Dart\/([\d.]+)/ },
];

export const httpLibraries: readonly Program[] = [
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

/** The app on Apple's network stack: `MyGame/12 CFNetwork/1408 Darwin/22.5.0` is MyGame 12. */
export function appOnCFNetwork(userAgent: string): { browser: string; browserVersion: string } | undefined {
  const match = /^([^/]{1,64})\/(\d[\w.]*)? ?.*\bCFNetwork\/.*\bDarwin\//.exec(userAgent);
  if (!match?.[1]) return undefined;
  return { browser: match[1].replaceAll('%20', ' ').trim(), browserVersion: match[2] ?? '' };
}

/** Whether the user agent is a game engine's or an app's own HTTP stack. */
export function isClientRuntime(userAgent: string): boolean {
  return clientRuntimes.some(({ pattern }) => pattern.test(userAgent));
}

/** Whether the user agent is that of an HTTP library or a command-line tool, as servers and scripts send. */
export function isHttpLibrary(userAgent: string): boolean {
  return httpLibraries.some(({ pattern }) => pattern.test(userAgent));
}
