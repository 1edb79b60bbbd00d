import { testSeeds } from './test-seeds.ts';

/** On two shards: what a person does unknown is on that of the device, and what they do known on that of the profile. */
testSeeds({ first: 20_001, count: 6, on: 'cluster' });
