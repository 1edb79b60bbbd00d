export interface FaultTestConfig {
  /** Of the first run of each fault; the next ones follow it. */
  readonly firstSeed: number;
  readonly seeds: number;
}

/** `FAULT_SEED=7` repeats a run, `FAULT_SEEDS=10` makes ten of each fault; else one, whose seed is new each time. */
export function loadFaultTestConfig(env: NodeJS.ProcessEnv): FaultTestConfig {
  return {
    firstSeed: Number(env.FAULT_SEED ?? Date.now() % 1_000_000),
    seeds: Number(env.FAULT_SEEDS ?? 1),
  };
}
