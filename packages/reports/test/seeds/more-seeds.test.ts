import { test } from 'vitest';
import { testSeeds } from './test-seeds.ts';

const { REPORT_SEED, REPORT_SEEDS, REPORT_FIRST_SEED } = process.env;
if (REPORT_SEED ?? REPORT_SEEDS ?? REPORT_FIRST_SEED)
  test.skip('the seeds that were chosen are tested alone');
else testSeeds({ first: 10_013, count: 150 });
