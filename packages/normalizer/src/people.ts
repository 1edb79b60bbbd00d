/** Apps that open pages in a browser of their own: whoever uses one is a person, whatever words its user agent holds. */
const inAppBrowser =
  /\b(?:MicroMessenger|AlipayClient|AlipayDefined|AliApp|DingTalk|KAKAOTALK|KAKAOSTORY|NAVER\(inapp|LINE|QQ|Weibo|baiduboxapp|BytedanceWebview|musical_ly|trill|aweme|Instagram|FBAN|FBAV|FB_IAB|Twitter for|LinkedInApp|Zalo|SogouMobileBrowser|SogouMSE|SogouSearch)(?:\b|_)/i;
/** How a robot says so itself, also where it borrows an app's user agent. */
const saysRobot = /bot\/|bot\b(?!slab)|spider|crawl|externalhit|headless|\+?https?:\/\/|-scrap\/|-poker\//i;

/** What stands between Android's version and the end of the bracket: language, model, build. */
const androidDevice = /(\bAndroid [\w.]+;)([^()]*(?:\([^()]*\)[^()]*)*)(?=\))/i;
const notADevice = /compatible|https?:|@|\+|(?:bot|spider|crawler|fetcher)\//i;

/** Whether a user agent is a person's though it holds words that robots use. */
export function isInAppBrowser(userAgent: string): boolean {
  return inAppBrowser.test(userAgent) && !saysRobot.test(withoutDevice(userAgent));
}

/** Without the name of an Android device: `Google Nexus 5` and `Spider X1` are phones. */
export function withoutDevice(userAgent: string): string {
  const match = androidDevice.exec(userAgent);
  const device = match?.[2] ?? '';
  if (!match || (notADevice.test(device) && !/ Build\//.test(device))) return userAgent;
  const start = match.index + (match[1]?.length ?? 0);
  return `${userAgent.slice(0, start)} K${userAgent.slice(start + device.length)}`;
}

const personalDevice =
  /\bAndroid[ /]\d|\b(?:iPhone|iPad|iPod|iPh\d|HbbTV|CE-HTML|SMART-?TV|NETTV|Web0S|webOS|Tizen|VIDAA|ViziOS|RokuOS|Opera TV|Bada|SymbianOS|Series60|BlackBerry|IEMobile|MIDP-|MAUI|KAIOS|Nintendo|PlayStation|Xbox|UCBrowser|CrKey|AFT[A-Z]+\d*|MetaSr|QQDownload|bsalsa)\b|Windows Phone|\bOMI\/\d|Trident\/\d[^)]*chromeframe/i;

/** Whether the user agent names a phone, tablet, television or console, or a desktop browser that isbot suspects. */
export function isPersonalDevice(userAgent: string): boolean {
  return personalDevice.test(userAgent);
}
