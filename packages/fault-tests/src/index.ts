export { faults } from './faults.ts';
export { createRandom, type Random } from './random.ts';
export {
  type Chaos,
  describeOutcomes,
  type Fault,
  isFlawless,
  type Outcome,
  runScenario,
} from './scenario.ts';
export { type FaultSystem, startSystem } from './system.ts';
