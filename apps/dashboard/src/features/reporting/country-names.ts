/** Short forms and traditional characters, too: what people type is rarely a country's full name. */
const languages = ['en', 'ko', 'zh', 'zh-Hant'] as const;
const styles = ['long', 'short'] as const;

/** What is said beside the names that the browser has; folded. */
const others: Readonly<Record<string, readonly string[]>> = {
  AE: ['uae', 'emirates', '아랍에미리트연합', '阿联酋', '阿聯酋'],
  AU: ['호주', '澳洲'],
  BA: ['bosnia'],
  BO: ['볼리비아'],
  CD: ['dr congo', 'drc', '콩고민주공화국', '刚果金'],
  CI: ['ivory coast', '아이보리코스트'],
  CN: ['prc', 'mainland china', '중화인민공화국', '中国大陆', '中國大陸', '中华人民共和国'],
  CV: ['cape verde'],
  CZ: ['czech republic', '체코공화국'],
  DE: ['deutschland', '도이칠란트'],
  ES: ['espana', '에스파냐'],
  GB: ['britain', 'great britain', 'england', 'gbr', '잉글랜드', '영국 연합 왕국', '大不列颠', '英格兰'],
  HK: ['hong kong sar', 'hongkong', '中国香港'],
  IN: ['bharat', '인디아'],
  IR: ['islamic republic of iran'],
  JP: ['nippon', 'nihon', '일본국'],
  KP: ['dprk', '조선민주주의인민공화국', '北韩', '北韓', '北朝鲜', '北朝鮮'],
  KR: ['korea', 'republic of korea', 'rok', 'kor', '남한', '韓國', '大韩民国', '大韓民國', '南韩', '南韓'],
  LA: ['lao'],
  MK: ['macedonia', '마케도니아'],
  MM: ['burma', '버마'],
  MO: ['macau', 'macao sar', '中国澳门'],
  NL: ['holland', 'the netherlands', '홀란드'],
  NZ: ['aotearoa', '纽西兰'],
  PH: ['the philippines', '필리핀'],
  RU: ['russian federation', '러시아 연방', '俄国', '俄國'],
  SA: ['ksa', '사우디', '沙特', '沙烏地'],
  SZ: ['swaziland'],
  TL: ['east timor'],
  TR: ['turkey', 'turkiye', '터키'],
  TW: ['roc', '타이완', '中国台湾', '台灣', '臺灣'],
  UA: ['the ukraine'],
  US: [
    'usa',
    'america',
    'united states of america',
    'the united states',
    '미합중국',
    '아메리카',
    '美利坚合众国',
    '米国',
  ],
  VA: ['vatican', '바티칸'],
  VN: ['viet nam', '월남'],
  ZA: ['남아공', '南非'],
};

/** Names by which a country is known, folded as `fold` does. */
export function countryNames(code: string): readonly string[] {
  if (!/^[A-Z]{2}$/.test(code)) return [];
  const names = languages.flatMap((language) =>
    styles.flatMap((style) => displayNames(language, style).of(code) ?? []),
  );
  return [...names.map(fold), ...(others[code] ?? []).map(fold)];
}

/** A name without what people leave out: case, accents, points, hyphens and spaces. */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .normalize('NFKC');
  return plain
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[\p{P}\s]/gu, '');
}

const kept = new Map<string, Intl.DisplayNames>();

function displayNames(language: string, style: (typeof styles)[number]): Intl.DisplayNames {
  const key = `${language} ${style}`;
  const names = kept.get(key) ?? new Intl.DisplayNames(language, { type: 'region', style });
  kept.set(key, names);
  return names;
}
