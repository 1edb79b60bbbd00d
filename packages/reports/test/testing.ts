// For the tests of apps that serve the reports: an engine with the tables, rows, and the oracle of persons.
export { type Engine, type EnginePlace, startEngine } from './engine.ts';
export { changeRow, eventRow } from './events.ts';
export { personOracle } from './oracle/persons.ts';
export { createRandom, type Random } from './random.ts';
export { randomWorld } from './seeds/world.ts';
