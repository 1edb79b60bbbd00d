export { faults } from './faults.ts';
export { publishPoison } from './poison.ts';
export { createRandom } from './random.ts';
export { describeOutcomes, type Fault, isFlawless, type Outcome, runScenario } from './scenario.ts';
export { type FaultSystem, startSystem } from './system.ts';
