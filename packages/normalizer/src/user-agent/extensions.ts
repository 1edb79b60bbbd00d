type Rule = string | readonly [string, string] | readonly [string, (match: string) => string];

const name = 'name';
const version = 'version';
const vendor = 'vendor';
const model = 'model';
const type = 'type';
const named = (text: string) => [name, text] as const;

/**
 * What ua-parser-js 1.x does not know, in its own form (patterns, then the fields they give, in pairs) and asked before
 * its own: in-app browsers, game engines, consoles and televisions that reach a product's pages.
 */
export const extensions: Readonly<Record<'browser' | 'os' | 'device', (RegExp[] | Rule[])[]>> = {
  browser: [
    [/\bvalve steam (?:client|gameoverlay|tenfoot)\/?([\w.]*)/i],
    [version, named('Steam')],
    [/\bnintendobrowser\/([\w.]+)/i],
    [version, named('Nintendo Browser')],
    [/fban\/messenger.*fbav\/([\w.]+)/i, /fb_iab\/orca-android.*fbav\/([\w.]+)/i],
    [version, named('Facebook Messenger')],
    [/fban\/.*?fbav\/([\w.]+)/i, /fb_iab\/.*?fbav\/([\w.]+)/i, /fbav\/([\w.]+)/i],
    [version, named('Facebook')],
    [/\bbarcelona ([\w.]+)/i],
    [version, named('Threads')],
    [/\[pinterest\/[\w.]+\](?:.*version\/([\w.]+))?/i, /\bpinterest(?: for \w+)?\/([\w.]+)/i],
    [version, named('Pinterest')],
    [/\b(?:bytedancewebview|trill_|aweme_?)\/?([\w.]*)/i],
    [version, named('TikTok')],
    [/\bdiscord\/([\w.]+)/i],
    [version, named('Discord')],
    [/\bslack(?:_ssb)?\/([\w.]+)/i],
    [version, named('Slack')],
    [/\bband\/([\w.]+).*\(?.*\b(?:android|ios|iphone)\b/i],
    [version, named('BAND')],
    [/\bwhale\/([\w.]+)/i],
    [version, named('Whale')],
    [/\bline\/([\w.]+)(?:\/iab|$| )/i],
    [version, named('LINE')],
    [/\bedgw\/([\w.]+)/i],
    [version, named('Edge')],
  ],
  os: [
    [/\+\+ue\d.* (windows|android|linux)\/([\d.]+)/i],
    [name, version],
    [/\+\+ue\d.* ios\/([\d.]+)/i],
    [version, named('iOS')],
    [/\+\+ue\d.* mac\/([\d.]+)/i],
    [version, named('macOS')],
    [/\bapple ?tv.*?(?:cpu os|tvos)[ /]([\d_.]+)/i, /\bappletv\d+,\d+\/([\d.]+)/i],
    [version, named('tvOS')],
    [/\b(nintendo switch)\b/i],
    [name],
    [/\bplaystation; (playstation \d)(?:\/([\d.]+))?/i, /\b(playstation (?:vita|portable|\d))[/ ]?([\d.]*)/i],
    [name, version],
  ],
  device: [
    [/\bapple ?tv\b/i, /\bappletv\d/i],
    [
      [vendor, 'Apple'],
      [model, 'Apple TV'],
      [type, 'smarttv'],
    ],
    [/\b(nintendo) (switch|3ds|wiiu?|dsi?)\b/i],
    [vendor, model, [type, 'console']],
    [/\bxbox[_ ]series[_ ]?([xs])/i],
    [
      [model, (letter) => `Xbox Series ${letter.toUpperCase()}`],
      [vendor, 'Microsoft'],
      [type, 'console'],
    ],
    [/\b(steam ?deck)\b/i, /\bvalve steam tenfoot\/()/i],
    [
      [model, 'Steam Deck'],
      [vendor, 'Valve'],
      [type, 'console'],
    ],
    [/\b(tizen).*\b(?:smart-?tv|tv)\b/i, /\b(smart-?tv).*tizen/i],
    [
      [vendor, 'Samsung'],
      [model, 'Smart TV'],
      [type, 'smarttv'],
    ],
    [/\bweb0s\b.*\b(?:smarttv|large screen)/i, /\bnetcast\b/i],
    [
      [vendor, 'LG'],
      [type, 'smarttv'],
    ],
    [/\b(googletv|google tv|hbbtv|appletv|roku|viera|netcast|bravia)\b/i],
    [[type, 'smarttv']],
  ],
};
