/** One spelling for each name: of ua-parser-js, of client hints and of what products call themselves. */
const browsers: Readonly<Record<string, string>> = {
  'Android WebView': 'Chrome WebView',
  'Chrome Headless': 'Headless Chrome',
  'Google Chrome': 'Chrome',
  GSA: 'Google App',
  HeadlessChrome: 'Headless Chrome',
  'HeyTap Browser': 'HeyTap',
  'Internet Explorer': 'IE',
  'Microsoft Edge': 'Edge',
  'Microsoft Edge WebView2': 'Edge WebView2',
  Naver: 'NAVER',
  'Opera Mobi': 'Opera Mobile',
  'Opera Tablet': 'Opera Mobile',
  QQ: 'QQBrowser',
  UCBrowser: 'UC Browser',
  YaBrowser: 'Yandex',
};

const systems: Readonly<Record<string, string>> = {
  'Chromium OS': 'Chrome OS',
  CrOS: 'Chrome OS',
  'Mac OS': 'macOS',
  'Mac OS X': 'macOS',
  MacOS: 'macOS',
  'RIM Tablet OS': 'BlackBerry Tablet OS',
  'Windows Phone OS': 'Windows Phone',
};

const vendors: Readonly<Record<string, string>> = {
  Asus: 'ASUS',
  HP: 'HP',
  Tecno: 'TECNO',
  itel: 'Itel',
  SonyEricsson: 'Sony Ericsson',
};

/** The one name of a browser. */
export function browserName(name: string): string {
  return spelling(browsers, name);
}

/** The one name of an operating system. */
export function osName(name: string): string {
  return spelling(systems, name);
}

/** The one name of a maker of devices. */
export function vendorName(name: string): string {
  return spelling(vendors, name);
}

function spelling(names: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}
