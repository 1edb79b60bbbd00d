type Field = 'name' | 'version' | 'vendor' | 'model' | 'type';
type Rule = Field | readonly [Field, string | ((match: string) => string)];

const dotted = ['version', (match: string) => match.replaceAll('_', '.')] as const;
const named = (text: string) => ['name', text] as const;
const made = (vendor: string, type: string) =>
  [['vendor', vendor] as const, ['type', type] as const] as const;

/**
 * What ua-parser-js 1.x does not know or has wrong, in its own form (patterns, then the fields they give, in pairs) and
 * asked before its own rules: in-app browsers, consoles, televisions, and phones without a browser's user agent.
 */
export const extensions: Readonly<
  Record<'browser' | 'os' | 'device', (readonly RegExp[] | readonly Rule[])[]>
> = {
  browser: [
    [/\bvalve steam (?:client|gameoverlay|tenfoot)\/?([\w.]*)/i],
    ['version', named('Steam')],
    [/\bnintendobrowser\/([\w.]+)/i],
    ['version', named('Nintendo Browser')],
    [/fban\/messenger.*fbav\/([\w.]+)/i, /fb_iab\/orca-android.*fbav\/([\w.]+)/i],
    ['version', named('Facebook Messenger')],
    [/fb(?:an|_iab)\/.*?fbav\/([\w.]+)/i, /\bfbav\/([\w.]+)/i],
    ['version', named('Facebook')],
    [/\bbarcelona ([\w.]+)/i],
    ['version', named('Threads')],
    [/\[pinterest\/[\w.]+\](?:.*version\/([\w.]+))?/i, /\bpinterest(?: for \w+)?\/([\w.]+)/i],
    ['version', named('Pinterest')],
    [/\b(?:bytedancewebview|trill_|aweme_?)\/?([\w.]*)/i],
    ['version', named('TikTok')],
    [/\bdiscord\/([\w.]+)/i],
    ['version', named('Discord')],
    [/\bslack(?:_ssb)?\/([\w.]+)/i],
    ['version', named('Slack')],
    [/\bband\/([\w.]+).*\b(?:android|ios|iphone)\b/i],
    ['version', named('BAND')],
    [/\bwhale\/([\w.]+)/i],
    ['version', named('Whale')],
    [/\bline\/([\w.]+)(?:\/iab|$| )/i],
    ['version', named('LINE')],
    [/\becosia (?:android|ios)@([\w.]+)/i],
    ['version', named('Ecosia')],
    [/\bgsa\/([\w.]+)/i],
    ['version', named('Google App')],
    [/\bucweb\/?([\d.]+)(?!.*ucbrowser)/i, /ucbrowser\/?([\d.]+)/i],
    ['version', named('UC Browser')],
    [/\b(thunderbird|galeon|elinks|hbbtv)[/ ]\(?([\w.]+)/i],
    ['name', 'version'],
    [/\b(?:bb10|blackberry|playbook|rim tablet)\b.*version\/([\w.]+)/i],
    ['version', named('BlackBerry Browser')],
    // "Compatibility view" sends IE 7 and the engine of the true version.
    [/\bmsie 7\.0;.*trident\/([4-7])/i],
    [['version', (trident) => `${Number(trident) + 4}.0`], named('IE')],
    // A page inside an iOS app, by the system's version: nothing else is sent.
    [/\b(?:iphone|ipad|ipod)\b.*\bos (\d[\d_]*) like mac os x\)(?!.*(?:safari|version)\/).* mobile\/\w+$/i],
    [dotted, named('Mobile Safari WebView')],
  ],
  os: [
    [/\+\+ue\d.* (windows|android|linux)\/([\d.]+)/i],
    ['name', 'version'],
    [/\+\+ue\d.* ios\/([\d.]+)/i],
    ['version', named('iOS')],
    [/\+\+ue\d.* mac\/([\d.]+)/i],
    ['version', named('macOS')],
    [/\bapple ?tv.*?(?:cpu os|tvos)[ /]([\d_.]+)/i, /\bappletv\d+,\d+\/([\d.]+)/i],
    [dotted, named('tvOS')],
    [/\b(nintendo switch)\b/i],
    ['name'],
    [
      /\bplaystation; (playstation \d)(?:\/([\d.]+))?/i,
      /\b(playstation (?:vita|portable|\d))[/; ]*([\d.]*)/i,
    ],
    ['name', 'version'],
    [/\b(maemo)\b/i],
    ['name'],
    [/\bj2me\b/i],
    [named('Java ME')],
    [/(?:windows phone(?: os)?|\bwds) ([\d.]+)/i],
    ['version', named('Windows Phone')],
    [/\b(?:win 9x 4\.90|windows me)\b/i],
    [['version', 'ME'], named('Windows')],
    [/\bwindows nt 4\.0|winnt4\.0/i],
    [['version', 'NT 4.0'], named('Windows')],
    [
      /\b(?:iphone|ipad) os ([\d._]+)(?!.*like mac)/i,
      /\bios[ /]([\d._]+);/i,
      /cpu iphone ([\d_]+) like mac/i,
    ],
    [dotted, named('iOS')],
    [/\bkf[a-z]{2,4} build\b.*\bsilk\//i, /\b(?:android|adr)[ /]([\d.]+)(?! .*x86\))/i],
    ['version', named('Android')],
  ],
  device: [
    [/\bapple ?tv(?:\d|\b)/i],
    [['model', 'Apple TV'], ...made('Apple', 'smarttv')],
    [/\b(?:iphone|ipod)\d+,\d+/i],
    [['model', 'iPhone'], ...made('Apple', 'mobile')],
    [/\b(nintendo) (switch|3ds|wiiu?|dsi?)\b/i],
    ['vendor', 'model', ['type', 'console']],
    [/\bplaystation (vita|portable|\d)\b/i],
    [['model', (kind) => `PlayStation ${kind}`], ...made('Sony', 'console')],
    [/\bxbox[_ ]series[_ ]?([xs])\b/i],
    [['model', (letter) => `Xbox Series ${letter.toUpperCase()}`], ...made('Microsoft', 'console')],
    [/\bsteam ?deck\b/i, /\bvalve steam tenfoot\//i],
    [['model', 'Steam Deck'], ...made('Valve', 'console')],
    [/\btizen\b.*\b(?:smart-?tv|tv)\b/i, /\bsmart-?tv\b.*\btizen\b/i],
    [['model', 'Smart TV'], ...made('Samsung', 'smarttv')],
    [
      /\bhbbtv\/[\d.]+ *\([^;)]*; *(lge|samsung|panasonic|sony|philips|toshiba|sharp|hisense|vestel|loewe|tcl)\b ?;? *([^;)]*)/i,
    ],
    ['vendor', 'model', ['type', 'smarttv']],
    [/\bweb0s\b/i, /\bnetcast\b/i],
    [...made('LG', 'smarttv')],
    // ua-parser-js leaves out all that begin with L or R, which are watches only among the newer SM- numbers.
    [/\b(s[cgp]h-[lr]\w+)/i],
    ['model', ...made('Samsung', 'mobile')],
    [/\b(kindle fire|kf[a-z]{2,4}(?= build))/i],
    ['model', ...made('Amazon', 'tablet')],
    [/\bkindle\/[\d.]+/i],
    [['model', 'Kindle'], ...made('Amazon', 'tablet')],
    [/\b(?:alcatel[ _-]?)?(one[ _-]?touch[ _-]?\w+)/i],
    ['model', ...made('Alcatel', 'mobile')],
    [/; (pixel \d\w*(?: (?:pro|xl|fold|pro xl|pro fold))?)(?: build|\))/i],
    ['model', ...made('Google', 'mobile')],
    [
      /android[^)]*; (blu|wiko|pantech|karbonn|lava|tecno|umidigi|doogee|oukitel|blackview|cubot) ?([\w .-]*?)(?: build|\))/i,
    ],
    ['vendor', 'model', ['type', 'mobile']],
  ],
};
