SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != ''
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.device_profiles WHERE project_id = {p1:String} LIMIT 1)
);

SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM analytics.events
WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND NOT (currency IN ('', {p3:String}))
GROUP BY code
ORDER BY code;

SELECT
  period,
  sum(amount) AS revenue,
  uniqExactIf(person, person != cityHash64('') AND paid > 0) AS payers,
  uniqExactIf(person, person != cityHash64('')) AS active
FROM (SELECT if(is_identified, identified_as, own_key) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p1:Int64}, {p2:Int64}) * {p3:Int64}, {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(-1)) AS period, sum(if(currency IN ('', {p6:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p7:String} AND timestamp >= {p8:DateTime64(3, 'UTC')} AND timestamp < {p9:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p10:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
GROUP BY period;

SELECT
  sum(amount) AS revenue,
  uniqExactIf(person, person != cityHash64('') AND paid > 0) AS payers,
  uniqExactIf(person, person != cityHash64('')) AS active
FROM (SELECT if(is_identified, identified_as, own_key) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, 0 AS period, sum(if(currency IN ('', {p0:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p1:String} AND timestamp >= {p2:DateTime64(3, 'UTC')} AND timestamp < {p3:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p4:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device);

SELECT
  cohort, payment.1 AS period, sum(payment.2) AS revenue, countIf(payment.1 = -1) AS people
FROM (
  SELECT
    min(period) AS cohort,
    arrayJoin(arrayConcat([(toInt64(-1), toDecimal128(0, 6))], groupArrayIf((period, amount), amount != 0))) AS payment
  FROM (SELECT if(is_identified, identified_as, own_key) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, if(timestamp >= {p0:DateTime64(3, 'UTC')}, transform({p1:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p2:Int64}, {p3:Int64}) * {p4:Int64}, {p5:Array(Int64)}, {p6:Array(Int64)}, toInt64(-1)), -1) AS period, sum(if(currency IN ('', {p7:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p8:String} AND timestamp < {p9:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p10:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
  WHERE person != cityHash64('')
  GROUP BY person
  HAVING min(period) >= 0
)
WHERE cohort < {p11:Int64}
GROUP BY cohort, period;
