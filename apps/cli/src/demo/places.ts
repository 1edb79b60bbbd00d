type Names = readonly [string, ...string[]];

/** Where players are: how many of them, by which clock they live, and what they are called. */
export interface Place {
  readonly weight: number;
  readonly country: string;
  /** Of the clock there, without daylight saving time. */
  readonly utcOffsetHours: number;
  /** One address in each city, that GeoIP data knows. */
  readonly addresses: Names;
  readonly firstNames: Names;
  readonly lastNames: Names;
}

const english: Names = [
  'Ava',
  'Liam',
  'Mia',
  'Noah',
  'Zoe',
  'Ethan',
  'Grace',
  'Owen',
  'Ruby',
  'Max',
  'Chloe',
];
const englishLast: Names = ['Walker', 'Reed', 'Brooks', 'Hayes', 'Parker', 'Cole', 'Foster', 'Quinn', 'Shaw'];

export const places: readonly [Place, ...Place[]] = [
  {
    weight: 34,
    country: 'KR',
    utcOffsetHours: 9,
    addresses: [
      '175.125.122.9',
      '175.113.193.9',
      '4.243.66.9',
      '54.181.114.9',
      '121.181.164.9',
      '211.237.89.9',
    ],
    firstNames: ['민준', '서연', '도윤', '지우', '하은', '시우', '수아', '예준', '유나', '건우', '채원'],
    lastNames: ['김', '이', '박', '최', '정', '강', '조', '윤', '임'],
  },
  {
    weight: 19,
    country: 'US',
    utcOffsetHours: -6,
    addresses: ['209.134.7.9', '107.76.252.9', '100.158.15.9', '69.0.157.9', '166.78.170.9'],
    firstNames: english,
    lastNames: englishLast,
  },
  {
    weight: 15,
    country: 'JP',
    utcOffsetHours: 9,
    addresses: ['60.119.9.9', '219.103.108.9', '112.71.206.9', '133.6.188.9'],
    firstNames: ['陽葵', '蓮', '結衣', '湊', '美咲', '大翔', '葵', '悠真', '凛'],
    lastNames: ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本'],
  },
  {
    weight: 12,
    country: 'CN',
    utcOffsetHours: 8,
    addresses: ['219.228.3.9', '59.243.29.9', '139.159.198.9', '8.169.25.9', '110.186.218.9'],
    firstNames: ['伟', '芳', '子涵', '浩然', '欣怡', '宇轩', '静', '思远', '雨桐'],
    lastNames: ['王', '李', '张', '刘', '陈', '杨', '赵'],
  },
  {
    weight: 7,
    country: 'DE',
    utcOffsetHours: 1,
    addresses: ['134.30.240.9', '2.247.86.9', '195.125.47.9'],
    firstNames: ['Lena', 'Jonas', 'Emma', 'Felix', 'Hannah', 'Paul', 'Clara', 'Moritz'],
    lastNames: ['Schneider', 'Weber', 'Fischer', 'Becker', 'Hoffmann', 'Krause'],
  },
  {
    weight: 5,
    country: 'TW',
    utcOffsetHours: 8,
    addresses: ['175.99.131.9', '220.142.131.9'],
    firstNames: ['家豪', '怡君', '志明', '雅婷', '冠宇', '詩涵'],
    lastNames: ['陳', '林', '黃', '張', '吳'],
  },
  {
    weight: 3,
    country: 'GB',
    utcOffsetHours: 0,
    addresses: ['132.223.84.9', '195.171.65.9'],
    firstNames: english,
    lastNames: englishLast,
  },
  {
    weight: 3,
    country: 'BR',
    utcOffsetHours: -3,
    addresses: ['191.247.179.9', '200.163.70.9'],
    firstNames: ['Júlia', 'Miguel', 'Sofia', 'Arthur', 'Helena', 'Davi'],
    lastNames: ['Souza', 'Lima', 'Costa', 'Ribeiro', 'Alves'],
  },
  {
    weight: 2,
    country: 'FR',
    utcOffsetHours: 1,
    addresses: ['57.47.111.9', '77.194.173.9'],
    firstNames: ['Louise', 'Gabriel', 'Alice', 'Hugo', 'Camille', 'Léo'],
    lastNames: ['Martin', 'Bernard', 'Petit', 'Moreau', 'Girard'],
  },
];
