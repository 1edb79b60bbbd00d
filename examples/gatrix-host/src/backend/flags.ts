/** A feature flag of the host, and the gauge that tells how it goes. */
export interface Flag {
  readonly flagName: string;
  readonly isEnabled: boolean;
  readonly gauge: string;
}

/** A change, in the form of Gatrix' webhooks. */
export interface FlagEvent {
  readonly type: 'feature_flag_environment_enabled' | 'feature_flag_environment_disabled';
  readonly createdBy: string;
  readonly environmentId: string;
  readonly createdAt: string;
  readonly data: Pick<Flag, 'flagName' | 'isEnabled'>;
  readonly preData: Pick<Flag, 'flagName' | 'isEnabled'>;
}

export interface Flags {
  list(): readonly Flag[];
  /** Undefined where there is no such flag. Tells of it where that changes anything. */
  set(flagName: string, isEnabled: boolean, createdBy: string): Flag | undefined;
}

/** The flags, in memory; `onChange` hears of each change. */
export function createFlags(onChange: (event: FlagEvent) => void): Flags {
  const flags = new Map<string, Flag>([
    ['new_shop', { flagName: 'new_shop', isEnabled: false, gauge: 'gatrix_impact_failed_purchases' }],
  ]);
  return {
    list: () => [...flags.values()],
    set: (flagName, isEnabled, createdBy) => {
      const before = flags.get(flagName);
      if (!before || before.isEnabled === isEnabled) return before;
      const after = { ...before, isEnabled };
      flags.set(flagName, after);
      onChange({
        type: isEnabled ? 'feature_flag_environment_enabled' : 'feature_flag_environment_disabled',
        createdBy,
        environmentId: 'production',
        createdAt: new Date().toISOString(),
        data: { flagName, isEnabled },
        preData: { flagName, isEnabled: before.isEnabled },
      });
      return after;
    },
  };
}
