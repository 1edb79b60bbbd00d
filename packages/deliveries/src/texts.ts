import type { AlertMessage, DeliveryMessage, MessageLanguage } from '@gatrix/analytics-protocol/insights';
import { writtenDigest } from './digest-texts.ts';
import { figureName, numberIn } from './figure-texts.ts';

/** A message as people read it. */
export interface Written {
  readonly subject: string;
  readonly lines: readonly string[];
}

interface Words {
  readonly states: Readonly<Record<AlertMessage['state'], string>>;
  readonly still: string;
  readonly value: (text: string, bucket: string) => string;
  readonly between: (low: string, high: string) => string;
  readonly above: (low: string) => string;
  readonly below: (high: string) => string;
  readonly nothing: string;
  readonly test: (channel: string) => string;
  readonly testLine: string;
}

const words: Readonly<Record<MessageLanguage, Words>> = {
  en: {
    states: { ok: 'OK', firing: 'Firing', no_data: 'No data' },
    still: 'Still firing',
    value: (text, bucket) => `${text} at ${bucket}`,
    between: (low, high) => `Expected between ${low} and ${high}`,
    above: (low) => `Fires below ${low}`,
    below: (high) => `Fires above ${high}`,
    nothing: 'nothing to say',
    test: (channel) => `Test of ${channel}`,
    testLine: 'Messages of Gatrix Analytics arrive here.',
  },
  ko: {
    states: { ok: '정상', firing: '경보', no_data: '데이터 없음' },
    still: '경보 지속 중',
    value: (text, bucket) => `${bucket}: ${text}`,
    between: (low, high) => `예상 범위: ${low} ~ ${high}`,
    above: (low) => `${low} 아래에서 경보가 울립니다`,
    below: (high) => `${high} 위에서 경보가 울립니다`,
    nothing: '값 없음',
    test: (channel) => `${channel} 테스트`,
    testLine: 'Gatrix Analytics의 메시지가 이곳으로 전달됩니다.',
  },
  zh: {
    states: { ok: '正常', firing: '告警', no_data: '无数据' },
    still: '仍在告警',
    value: (text, bucket) => `${bucket}：${text}`,
    between: (low, high) => `预期范围：${low} 至 ${high}`,
    above: (low) => `低于 ${low} 时告警`,
    below: (high) => `高于 ${high} 时告警`,
    nothing: '没有数值',
    test: (channel) => `测试 ${channel}`,
    testLine: 'Gatrix Analytics 的消息会发送到这里。',
  },
};

/** What is written to people about a message. */
export function written(message: DeliveryMessage, language: MessageLanguage): Written {
  const word = words[language];
  const link = message.link === undefined ? [] : [message.link];
  if (message.type === 'digest') {
    const { subject, lines } = writtenDigest(message, language);
    return { subject, lines: [...lines, ...link] };
  }
  if (message.type === 'test') {
    return {
      subject: `[${message.project.name}] ${word.test(message.channel)}`,
      lines: [word.testLine, ...link],
    };
  }
  const state = message.reminder ? word.still : word.states[message.state];
  return {
    subject: `[${message.project.name}] ${state}: ${message.alert.name}`,
    lines: [...alertLines(message, language), ...link],
  };
}

function alertLines(
  { watched, figure, currency, value, bucket, low, high, problem }: AlertMessage,
  language: MessageLanguage,
): string[] {
  const word = words[language];
  const format = numberIn(language, currency ?? null);
  const text = value === null ? word.nothing : format.format(value);
  const lines = [
    `${watched}, ${figureName(figure, language)}: ${bucket === null ? text : word.value(text, bucket)}`,
  ];
  if (low !== null && high !== null) lines.push(word.between(format.format(low), format.format(high)));
  else if (low !== null) lines.push(word.above(format.format(low)));
  else if (high !== null) lines.push(word.below(format.format(high)));
  return problem === null ? lines : [...lines, problem];
}
