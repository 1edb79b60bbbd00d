#!/bin/sh
# Expected: isbot, a list of robots' user agents, leaves out people who open a page inside WeChat, Alipay or Facebook.
# Seen with isbot 5.2.3: WeChat's helper process is called `toolsmp`, which holds the pattern `tools`; Alipay writes
# `AlipayDefined(nt:WIFI,ws:360|0|3.0)`, and `|` alone is a pattern; the bare `[FBAN/FBIOS;…]` of Facebook's own requests is
# one word of more than 50 characters, which is a pattern, too; so is `sogou`, the name of a browser and of a spider.
# Source: isbot's list of patterns, https://github.com/omrilotan/isbot/blob/main/src/patterns.json
# So who drops what isbot finds drops whole countries' everyday visits. Fails where this changes.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund isbot@5.2.3 >/dev/null
cat >look.mjs <<'JS'
import { isbotMatches } from 'isbot';
const people = {
  'WeChat on Android': ['Mozilla/5.0 (Linux; Android 13; M2012K11AC Build/TKQ1.220829.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F36) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64 Process/toolsmp', 'tools'],
  Alipay: ['Mozilla/5.0 (Linux; U; Android 9; zh-CN; V1816A Build/PKQ1.180819.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0.3497.100 UWS/3.22.1.123 Mobile Safari/537.36 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI,ws:360|0|3.0) AliApp(AP/10.2.0.6000) AlipayClient/10.2.0.6000 Language/zh-Hans', '|'],
  "Sogou's browser": ['Mozilla/5.0 (Linux; Android 10; zh-cn) AppleWebKit/537.36 Version/4.0 Chrome/83 Mobile Safari/537.36 SogouMSE,SogouMobileBrowser/5.28.8', 'Sogou'],
  "Facebook's app": ['[FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.2;FBSS/3;FBID/phone;FBLC/ko_KR;FBOP/5]', undefined],
};
let changed = false;
for (const [who, [userAgent, word]] of Object.entries(people)) {
  const found = isbotMatches(userAgent);
  console.log(`${who}: ${JSON.stringify(found)}`);
  changed ||= found.length === 0 || (word !== undefined && !found.includes(word));
}
process.exit(changed ? 1 : 0);
JS
node look.mjs
