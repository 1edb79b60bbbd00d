import { type DdlTarget, localSuffix, onCluster, tablesOf } from '../ddl.ts';

/** When a message was sent, as a number by which messages are ordered: time, time of receipt, and `sequence` within a millisecond. */
const order =
  'bitOr(bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(timestamp)), 132), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(created_at)), 88)), bitShiftLeft(toUInt256(sequence), 64))';

/** The profile that a device was last seen with: its hash in the lowest 64 bits, and in those above when that was. */
const newestProfile = `max(bitOr(${order}, toUInt256(cityHash64(profile_id))))`;

const fromIdentified = `FROM $FROM
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id`;

/** The columns of `deviceProfilesByNumber`. */
export const deviceProfilesColumns = '(project_id, device_id, profile_id_state, newest_profile)';

/** The profile each device was last seen with, as a text and by its hash: from events, or changes, that carry both ids. */
export const deviceProfilesByNumber = `SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, reinterpretAsUUID(reinterpretAsFixedString(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24), toUInt128(sequence)))))) AS profile_id_state,
  ${newestProfile} AS newest_profile
${fromIdentified}`;

/** Reports that name people by hash read who was identified on a device as a number: a state of texts takes four times as long. */
export const newestProfiles = {
  id: '0040-newest-profile',
  statements: (target: DdlTarget): string[] => {
    const { database, withoutKeeper } = target;
    const everywhere = onCluster(target);
    const suffix = localSuffix(target);
    // Where each node is told by itself, it reads its own rows. What is there twice counts once.
    const own = withoutKeeper ? suffix : '';
    return [
      ...tablesOf(target, 'device_profiles').map(
        (name) =>
          `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS newest_profile SimpleAggregateFunction(max, UInt256) CODEC(ZSTD(1))`,
      ),
      ...(['events', 'changes'] as const).map((source) => {
        const from = source === 'events' ? 'events' : 'profile_changes';
        return `ALTER TABLE ${database}.device_profiles_from_${source}${everywhere} MODIFY QUERY\n${deviceProfilesByNumber.replace('$FROM', `${database}.${from}${suffix}`)}`;
      }),
      ...['events', 'profile_changes'].map(
        (table) =>
          `INSERT INTO ${database}.device_profiles${own} (project_id, device_id, newest_profile)\nSELECT project_id, device_id, ${newestProfile} AS newest_profile\n${fromIdentified.replace('$FROM', `${database}.${table}${own}`)}`,
      ),
    ];
  },
};
