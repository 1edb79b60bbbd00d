import { describe } from 'vitest';
import { testSeeds } from './test-seeds.ts';

/** On two shards: what a person does unknown is on that of the device, and what they do known on that of the profile. */
testSeeds({ first: 20_001, count: 6, on: 'cluster' });

// A condition behind a grouping, sent to the shards by newer versions, lost the first days of a session.
describe('a session over several days', () => testSeeds({ first: 88_001, count: 1, on: 'cluster' }));
