/** One spelling for each name: of ua-parser-js, of client hints and of what products call themselves. */
const browsers: Readonly<Record<string, string>> = {
  'android webview': 'Chrome WebView',
  'avg secure browser': 'AVG Secure Browser',
  baidu: 'Baidu Browser',
  'chrome headless': 'Headless Chrome',
  'comodo dragon': 'Comodo Dragon',
  dragon: 'Comodo Dragon',
  elinks: 'ELinks',
  iemobile: 'IE Mobile',
  qq: 'QQ Browser',
  qqbrowser: 'QQ Browser',
  yandex: 'Yandex Browser',
  'google chrome': 'Chrome',
  gsa: 'Google App',
  hbbtv: 'HbbTV',
  headlesschrome: 'Headless Chrome',
  'internet explorer': 'IE',
  line: 'LINE',
  'microsoft edge': 'Edge',
  'microsoft edge webview2': 'Edge WebView2',
  naver: 'NAVER',
  'opera mobi': 'Opera Mobile',
  'opera tablet': 'Opera Mobile',
  silk: 'Amazon Silk',
  ucbrowser: 'UC Browser',
  webkit: 'WebKit',
  yabrowser: 'Yandex Browser',
};

const systems: Readonly<Record<string, string>> = {
  blackberry: 'BlackBerry OS',
  'chromium os': 'Chrome OS',
  cros: 'Chrome OS',
  'mac os': 'macOS',
  'mac os x': 'macOS',
  macos: 'macOS',
  mint: 'Linux Mint',
  netbsd: 'NetBSD',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  'playstation 3': 'PlayStation 3',
  'rim tablet os': 'BlackBerry Tablet OS',
  redhat: 'Red Hat',
  'red hat': 'Red Hat',
  series40: 'Nokia Series 40',
  symbian: 'Symbian OS',
  'windows phone os': 'Windows Phone',
};

const vendors: Readonly<Record<string, string>> = {
  acer: 'Acer',
  asus: 'ASUS',
  blu: 'BLU',
  dell: 'Dell',
  generic: '',
  huawei: 'Huawei',
  itel: 'Itel',
  lg: 'LG',
  lge: 'LG',
  panasonic: 'Panasonic',
  rim: 'BlackBerry',
  sonyericsson: 'SonyEricsson',
  tecno: 'TECNO',
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

/** A name that no table has is kept, with a capital where it was found all in small letters. */
function spelling(names: Readonly<Record<string, string>>, name: string): string {
  const key = name.toLowerCase();
  if (Object.hasOwn(names, key)) return names[key] ?? '';
  return name === key && /^[a-z]{4,}$/.test(name) && name !== 'okhttp'
    ? name[0]?.toUpperCase() + name.slice(1)
    : name;
}
