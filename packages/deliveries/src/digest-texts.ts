import type {
  DigestFigure,
  DigestMessage,
  DigestSection,
  MessageLanguage,
} from '@gatrix/analytics-protocol/insights';
import { figureName, inWords, numberIn } from './figure-texts.ts';

/** A digest as people read it. */
export interface WrittenDigest {
  readonly subject: string;
  readonly period: string;
  readonly sections: readonly WrittenSection[];
  readonly lines: readonly string[];
}

export interface WrittenSection {
  readonly name: string;
  readonly problem: string | null;
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    /** Against the period before; empty where there is nothing to compare with. */
    readonly change: string;
    readonly days: DigestFigure['days'];
    /** How high the highest bar of its picture is; empty where there is none. */
    readonly highest: string;
  }[];
}

const nothing = inWords('nothing to say', '값 없음', '没有数值');
const against = inWords('the period before', '이전 기간', '上一周期');

const highest = inWords('highest', '최고', '最高');

export function writtenDigest(message: DigestMessage, language: MessageLanguage): WrittenDigest {
  const { project, digest, period, sections } = message;
  const written = sections.map((section) => sectionIn(section, language));
  const range = period.start === period.end ? period.start : `${period.start} – ${period.end}`;
  return {
    subject: `[${project.name}] ${digest.name}: ${range}`,
    period: range,
    sections: written,
    lines: written.flatMap(({ name, problem, figures }) => [
      ...(problem === null ? [] : [`${name}: ${problem}`]),
      ...figures.map(({ label, value, change }) => `${name}, ${label}: ${value}${change && ` (${change})`}`),
    ]),
  };
}

function sectionIn({ name, problem, figures }: DigestSection, language: MessageLanguage): WrittenSection {
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  return {
    name,
    problem,
    figures: figures.map(({ figure, label, currency, value, previous, days }) => {
      const number = numberIn(language, currency);
      const isComparable = value !== null && previous !== null && previous !== 0;
      const numbers = days.flatMap((day) => day.value ?? []);
      const share = isComparable ? (value - previous) / Math.abs(previous) : 0;
      return {
        label: label ?? figureName(figure, language),
        value: value === null ? nothing[language] : number.format(value),
        change: isComparable
          ? `${percent.format(share)}, ${against[language]}: ${number.format(previous)}`
          : '',
        days,
        highest: numbers.length === 0 ? '' : `${highest[language]} ${number.format(Math.max(...numbers))}`,
      };
    }),
  };
}
