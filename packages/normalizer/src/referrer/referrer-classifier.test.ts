import { expect, test } from 'vitest';
import { createReferrerClassifier } from './referrer-classifier.ts';

const referrers = createReferrerClassifier();
const classify = (referrer: string, ownDomains: string[] = []) => {
  const { name, type } = referrers.classify(referrer, ownDomains, '');
  return [name, type];
};

test.each([
  ['https://www.google.com/', 'Google', 'search'],
  ['https://www.google.co.kr/search?q=a', 'Google', 'search'],
  ['https://google.com.tr', 'Google', 'search'],
  ['http://www.google.fr/imgres?q=oracle', 'Google Images', 'search'],
  ['https://news.google.com/', 'Google News', 'search'],
  ['https://docs.google.com/document/d/1', 'Google', 'other'],
  ['https://www.bing.com/search?q=a', 'Bing', 'search'],
  ['http://es.search.yahoo.com/search?p=A', 'Yahoo!', 'search'],
  ['https://duckduckgo.com/', 'DuckDuckGo', 'search'],
  ['https://www.baidu.com/link?url=1', 'Baidu', 'search'],
  ['https://m.search.naver.com/search.naver?query=a', 'Naver', 'search'],
  ['https://search.daum.net/search?q=a', 'Daum', 'search'],
  ['https://search.zum.com/search.zum', 'Zum', 'search'],
  ['https://www.so.com/s?q=a', '360 Search', 'search'],
  ['https://yandex.ru/search/', 'Yandex', 'search'],
  ['http://images.yandex.ru/yandsearch?text=a', 'Yandex Images', 'search'],
  ['https://search.brave.com/search?q=a', 'Brave', 'search'],
  ['https://l.facebook.com/l.php?u=x', 'Facebook', 'social'],
  ['https://t.co/a', 'Twitter', 'social'],
  ['http://254a.com', 'Yieldr', 'ad'],
  ['android-app://org.telegram.plus', 'Telegram', 'social'],
  ['https://x.com/a', 'Twitter', 'social'],
  ['https://lnkd.in/a', 'LinkedIn', 'social'],
  ['https://cafe.naver.com/a/1', 'Naver Cafe', 'social'],
  ['https://m.blog.naver.com/a/1', 'Naver Blog', 'social'],
  ['https://gall.dcinside.com/board', 'DCinside', 'social'],
  ['https://www.inven.co.kr/board', 'Inven', 'social'],
  ['https://band.us/band/1', 'BAND', 'social'],
  ['http://psychicbazaar.tumblr.com/', 'Tumblr', 'social'],
  ['https://www.youtube.com/watch?v=1', 'YouTube', 'video'],
  ['https://www.twitch.tv/a', 'Twitch', 'video'],
  ['https://play.sooplive.co.kr/a', 'SOOP', 'video'],
  ['https://www.bilibili.com/video/1', 'Bilibili', 'video'],
  ['https://mail.google.com/mail/u/0/', 'Gmail', 'email'],
  ['https://outlook.live.com/', 'Outlook.com', 'email'],
  ['http://36ohk6dgmcd1n-c.c.yom.mail.yahoo.net/om/api', 'Yahoo! Mail', 'email'],
  ['https://mail.naver.com/', 'Naver Mail', 'email'],
  ['https://deref-gmx.net/mail/client/1/dereferrer/', 'GMX', 'email'],
  ['https://chatgpt.com/', 'ChatGPT', 'ai'],
  ['https://www.perplexity.ai/search', 'Perplexity', 'ai'],
  ['https://gemini.google.com/app', 'Gemini', 'ai'],
  ['https://www.bing.com/chat', 'Microsoft Copilot', 'ai'],
  ['https://chat.deepseek.com/', 'DeepSeek', 'ai'],
  ['https://googleads.g.doubleclick.net/pagead', 'Google', 'ad'],
  ['https://tdsf.doubleclick.net', 'Google', 'ad'],
  ['https://trc.taboola.com/', 'Taboola', 'ad'],
  ['http://finance.yahoo.com/a', 'Yahoo!', 'other'],
  ['https://www.amazon.com/', 'Amazon', 'other'],
  ['https://www.amazon.nl/', 'Amazon', 'other'],
  ['https://shopee.com.my/', 'Shopee', 'other'],
  ['https://yandex.com.tr/', 'Yandex', 'search'],
  ['https://disk.yandex.ru/', 'Yandex', 'other'],
  ['https://www.pinterest.ca/pin/1', 'Pinterest', 'social'],
  ['https://ar.pinterest.com/pin/1', 'Pinterest', 'social'],
  ['https://mail.google.com.br/', 'Gmail', 'email'],
  ['https://ntp.msn.com/', 'MSN', 'search'],
  ['https://minecraft.fandom.com/wiki/A', 'fandom.com', 'social'],
  ['https://www.tiktok.com/@a', 'TikTok', 'social'],
  ['https://www.douyin.com/', 'Douyin', 'social'],
  ['https://fosstodon.org/@a', 'Mastodon', 'social'],
  ['https://ukc-word-edit.officeapps.live.com/', 'Microsoft 365', 'other'],
  ['https://www.some.blog/post', 'some.blog', 'other'],
  ['http://10.0.0.1:8080/a', '10.0.0.1', 'other'],
  ['www.google.com/search', 'Google', 'search'],
  ['//t.co/a', 'Twitter', 'social'],
  ['android-app://com.google.android.gm/', 'Gmail', 'email'],
  ['android-app://com.google.android.googlequicksearchbox/https/www.google.com', 'Google', 'search'],
  ['android-app://com.kakao.talk', 'KakaoTalk', 'social'],
  ['android-app://com.unknown.app/', 'com.unknown.app', 'other'],
])('%s is %s (%s)', (referrer, name, type) => {
  expect(classify(referrer)).toEqual([name, type]);
});

test.each([
  'https://netflix.com.evil.example/',
  'https://notx.com/',
  'https://fakegoogle.com/',
  'https://chatgpt.com.br.example/',
  'https://microsoft.co.il/',
  'https://pi.ai.uk/',
  'https://t.co.uk/',
  'https://notamazon.nl/',
  'https://dropbox.com/',
  'https://bayou.com/',
  'https://googleusercontent.com/',
])('%s is none of the sites whose letters it has', (referrer) => {
  const [name, type] = classify(referrer);
  expect(type).toBe('other');
  expect(new URL(referrer).hostname).toBe(name);
});

test('netflix.com is not x.com', () => {
  expect(classify('https://www.netflix.com/')).toEqual(['Netflix', 'video']);
});

test.each(['', 'about:blank'])('"%s" is a direct visit', (referrer) => {
  expect(classify(referrer)).toEqual(['', 'direct']);
});

test.each(['not a url', 'https://', 'null', '-', 'data:text/html,x', 'https://exa mple/'])(
  '"%s" is a referrer that nothing can be read from',
  (referrer) => {
    expect(classify(referrer)).toEqual(['', 'other']);
  },
);

test.each([
  ['https://example.com/a', 'example.com', true],
  ['https://www.example.com/a', 'example.com', true],
  ['https://example.com/a', 'https://www.example.com', true],
  ['http://localhost:5173/', 'http://localhost:3000', true],
  ['https://shop.example.com/', 'example.com', false],
  ['https://shop.example.com/', '*.example.com', true],
  ['https://example.com/', 'https://*.example.com', true],
  ['https://badexample.com/', '*.example.com', false],
  ['https://EXAMPLE.com/', 'Example.COM', true],
  ['https://www.google.com/', '*', false],
  ['https://www.google.com/', 'google.com', true],
  ['https://other.com/', '', false],
  ['https://xn--bj0bj06e.kr/a', '한글.kr', true],
  ['https://한글.kr/a', 'xn--bj0bj06e.kr', true],
  ['https://게임.xn--bj0bj06e.kr/a', 'https://*.한글.KR', true],
  ['https://bücher.example/', 'https://BÜCHER.example:8443', true],
  ['https://www.xn--bcher-kva.example./', 'bücher.example', true],
  ['https://buecher.example/', 'bücher.example', false],
  ['/reset?token=a', 'example.com', true],
  ['#/settings', '', true],
])('%s within the own domain %s: internal is %s', (referrer, own, isInternal) => {
  expect(classify(referrer, [own])[1] === 'internal').toBe(isInternal);
});

test.each([
  ['google', 'Google'],
  ['Facebook', 'Facebook'],
  ['fb', 'Facebook'],
  ['chatgpt.com', 'ChatGPT'],
  ['m.facebook.com', 'Facebook'],
  ['naver-cafe', 'Naver Cafe'],
  ['product hunt', 'Product Hunt'],
  ['__proto__', undefined],
  ['my-newsletter', undefined],
])('utm_source=%s names %s', (source, name) => {
  expect(referrers.campaignSource(source)?.name).toBe(name);
});
