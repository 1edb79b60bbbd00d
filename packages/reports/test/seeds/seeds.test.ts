import { testSeeds } from './test-seeds.ts';

/**
 * `REPORT_SEEDS=2000` for a longer run, `REPORT_FIRST_SEED=1` for others; `REPORT_SEED=17` for one seed alone, of
 * which every report is asked.
 */
const { REPORT_SEED: alone, REPORT_SEEDS: count, REPORT_FIRST_SEED: first } = process.env;
if (alone) testSeeds({ first: Number(alone), count: 1, asksAll: true });
else testSeeds({ first: Number(first ?? 10_001), count: Number(count ?? 12) });
