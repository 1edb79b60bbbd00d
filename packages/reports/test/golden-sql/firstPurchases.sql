SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM analytics.events
WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND NOT (currency IN ('', {p3:String}))
GROUP BY code
ORDER BY code;

SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT
  counted.1 AS kind, counted.2 AS value, count() AS payers, sum(amount) AS revenue,
  quantileExactInclusive(0.5)(since) / 1000 AS median
FROM (
  SELECT arrayJoin([('all', ''), ('day', toString(transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p0:Int64}, {p1:Int64}) * {p1:Int64}, {p2:Array(Int64)}, {p3:Array(Int64)}, toInt64(-1)))), ('product', product), ('since', toString(arrayCount(start -> since >= start * 1000, {p4:Array(Int64)})))]) AS counted, amount, since
  FROM (SELECT min(seen) AS first_seen, minIf(first, payments > 0) AS payment,
      payment.2 AS product, payment.3 AS amount, payment.4 AS timestamp,
      toUnixTimestamp64Milli(timestamp) - toUnixTimestamp64Milli(first_seen) AS since
    FROM (SELECT bitXor(own_key, key_difference) AS person, seen, first, payments
    FROM (
      SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, min(timestamp) AS seen, minIf((bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), multiIf(mapContains(properties, {p5:String}), properties[{p5:String}], mapContains(properties_number, {p5:String}), toString(properties_number[{p5:String}]), mapContains(properties_bool, {p5:String}), if(properties_bool[{p5:String}], 'true', 'false'), ''), if(currency IN ('', {p6:String}), revenue, toDecimal64(0, 6)), timestamp), revenue > 0) AS first, countIf(revenue > 0) AS payments
      FROM analytics.events
      WHERE project_id = {p7:String} AND timestamp < {p8:DateTime64(3, 'UTC')}
      GROUP BY is_profile, own_key
    ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p9:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
    WHERE person != cityHash64('')
    GROUP BY person
    HAVING sum(payments) > 0 AND timestamp >= {p10:DateTime64(3, 'UTC')})
)
GROUP BY kind, value
ORDER BY kind, payers DESC, value
LIMIT {p11:Int64} BY kind;
