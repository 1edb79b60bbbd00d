import { expect, test } from 'vitest';
import { createTranslate } from '../../../ui/i18n/locale.ts';
import { enManage } from '../../../ui/i18n/manage/en.ts';
import { koManage } from '../../../ui/i18n/manage/ko.ts';
import { zhManage } from '../../../ui/i18n/manage/zh.ts';
import { answerText } from './answer-text.ts';

const [en, ko, zh] = [enManage, koManage, zhManage].map((texts) => createTranslate(texts)) as [
  ReturnType<typeof createTranslate<keyof typeof enManage>>,
  ReturnType<typeof createTranslate<keyof typeof enManage>>,
  ReturnType<typeof createTranslate<keyof typeof enManage>>,
];

test('why the server could not send a message is said in the reader’s language', () => {
  const noMail = 'mail is not set up: SMTP_URL and MAIL_FROM';
  expect(answerText(null, noMail, en)).toBe('Mail is not set up on this server (SMTP_URL and MAIL_FROM).');
  expect(answerText(null, noMail, ko)).toBe('이 서버에 메일이 설정되지 않았습니다(SMTP_URL and MAIL_FROM).');
  expect(answerText(null, noMail, zh)).toBe('此服务器尚未设置邮件（SMTP_URL and MAIL_FROM）。');
});

test.each([
  ['the channel or the message cannot be understood', ''],
  ['no answer in time', ''],
  ['more than 3 redirects', '3'],
  ['ftp: is not http or https', 'ftp:'],
  [
    'hooks.example (10.0.0.1) is not an address of the public internet; WEBHOOK_ALLOW_PRIVATE=true allows it',
    'hooks.example (10.0.0.1)',
  ],
  ['getaddrinfo ENOTFOUND hooks.example', 'hooks.example'],
  ['hooks.example has no address', 'hooks.example'],
  ['connect ECONNREFUSED 203.0.113.7:443', '203.0.113.7:443'],
  ['read ECONNRESET', ''],
  ['self-signed certificate in certificate chain', ''],
])('%s has words in each language, and names what it is about', (answer, detail) => {
  for (const m of [ko, zh]) {
    const text = answerText(null, answer, m);
    expect(text).toContain(detail);
    expect(text).not.toContain(answer);
    expect(text).toMatch(/[\u3131-\uD79D\u4E00-\u9FFF]/);
  }
});

test('what a receiver answers stays as it is', () => {
  expect(answerText(404, 'no_team', ko)).toBe('404 no_team');
  expect(answerText(500, 'no answer in time', ko)).toBe('500 no answer in time');
  expect(answerText(null, 'something else', ko)).toBe('something else');
  expect(answerText(200, null, ko)).toBe('200');
  expect(answerText(null, null, ko)).toBe('');
});
