/**
 * Functions a statement may call: they work on the values they are given, and on nothing else. Those that read files,
 * dictionaries, other tables, settings or the server are not among them, and neither are those that wait or fail on purpose.
 */
const names = `
  and or not xor equals notEquals less greater lessOrEquals greaterOrEquals isNull isNotNull isNotDistinctFrom isDistinctFrom
  in notIn globalIn globalNotIn exists if multiIf caseWithExpression caseWithoutExpression coalesce ifNull nullIf assumeNotNull toNullable
  nullIn notNullIn greatest least between
  plus minus multiply divide intDiv intDivOrZero modulo positiveModulo negate abs sign round floor ceil ceiling trunc truncate roundBankers
  roundDown sqrt cbrt pow power exp exp2 exp10 log ln log2 log10 log1p sigmoid sin cos tan asin acos atan atan2 pi e degrees radians
  isFinite isInfinite isNaN gcd lcm bitAnd bitOr bitXor bitShiftLeft bitShiftRight rand rand32 rand64 widthBucket
  cast _cast accurateCast accurateCastOrNull accurateCastOrDefault toTypeName toString toFixedString
  toInt8 toInt16 toInt32 toInt64 toUInt8 toUInt16 toUInt32 toUInt64 toFloat32 toFloat64 toBool toUUID toUUIDOrNull
  toInt32OrNull toInt32OrZero toInt64OrNull toInt64OrZero toUInt32OrNull toUInt32OrZero toUInt64OrNull toUInt64OrZero
  toFloat32OrNull toFloat32OrZero toFloat64OrNull toFloat64OrZero toDecimal32 toDecimal64 toDecimal128 toDecimal64OrNull toDecimal64OrZero
  toDate toDate32 toDateTime toDateTime64 toDateOrNull toDateOrZero toDateTimeOrNull toDateTimeOrZero toDateTime64OrNull
  parseDateTime parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTime64BestEffort parseDateTime64BestEffortOrNull
  toIntervalSecond toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth toIntervalQuarter toIntervalYear
  toTimeZone timeZoneOf timezoneOf toYear toQuarter toMonth toDayOfYear toDayOfMonth toDayOfWeek toHour toMinute toSecond toMillisecond
  year quarter month day dayOfWeek dayOfMonth dayOfYear hour minute second toISOWeek toISOYear toWeek toYearWeek
  toStartOfYear toStartOfISOYear toStartOfQuarter toStartOfMonth toLastDayOfMonth toMonday toStartOfWeek toLastDayOfWeek toStartOfDay
  toStartOfHour toStartOfMinute toStartOfSecond toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval
  toTime toRelativeDayNum toRelativeHourNum toRelativeMinuteNum toRelativeWeekNum toRelativeMonthNum
  toUnixTimestamp toUnixTimestamp64Milli fromUnixTimestamp fromUnixTimestamp64Milli toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss
  now now64 today yesterday date_trunc dateTrunc date_add dateAdd date_sub dateSub date_diff dateDiff timeDiff age
  addSeconds addMinutes addHours addDays addWeeks addMonths addQuarters addYears
  subtractSeconds subtractMinutes subtractHours subtractDays subtractWeeks subtractMonths subtractQuarters subtractYears
  formatDateTime dateName monthName timeSlot
  length lengthUTF8 char_length empty notEmpty lower upper lowerUTF8 upperUTF8 lcase ucase initcap reverse reverseUTF8 concat concatWithSeparator
  substring substringUTF8 substr mid left leftUTF8 right rightUTF8 leftPad rightPad trim trimLeft trimRight trimBoth ltrim rtrim
  replace replaceOne replaceAll replaceRegexpOne replaceRegexpAll translate position positionUTF8 positionCaseInsensitive
  positionCaseInsensitiveUTF8 locate startsWith startsWithUTF8 endsWith endsWithUTF8 like notLike ilike notILike match extract extractAll
  countSubstrings countSubstringsCaseInsensitive countMatches multiSearchAny multiSearchAnyCaseInsensitive hasToken
  splitByChar splitByString splitByWhitespace splitByNonAlpha alphaTokens ngrams format printf toValidUTF8 isValidUTF8 ascii char space
  levenshteinDistance damerauLevenshteinDistance jaroWinklerSimilarity base64Encode base64Decode hex unhex
  domain domainWithoutWWW topLevelDomain firstSignificantSubdomain cutToFirstSignificantSubdomain protocol path pathFull queryString
  fragment extractURLParameter extractURLParameters extractURLParameterNames cutURLParameter cutQueryString cutFragment decodeURLComponent
  encodeURLComponent URLHierarchy URLPathHierarchy
  array range arrayElement arrayElementOrNull has hasAll hasAny indexOf countEqual arrayConcat arraySlice arrayPushBack arrayPushFront
  arrayPopBack arrayPopFront arraySort arrayReverseSort arrayDistinct arrayUniq arrayEnumerate arrayEnumerateUniq arrayReverse arrayFlatten
  arrayCompact arrayZip arrayJoin arrayMap arrayFilter arrayCount arrayExists arrayAll arrayFirst arrayFirstIndex arrayLast arrayLastIndex arraySum
  arrayAvg arrayMin arrayMax arrayProduct arrayCumSum arrayDifference arrayIntersect arrayStringConcat arrayFill arraySplit
  emptyArrayString lambda tuple tupleElement untuple map mapKeys mapValues mapContains mapContainsKey mapFilter mapApply mapFromArrays
  mapAdd mapConcat mapSort mapExists mapAll
  JSONHas JSONLength JSONType JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw
  JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues JSON_VALUE isValidJSON toJSONString simpleJSONExtractString simpleJSONExtractInt
  cityHash64 sipHash64 xxHash64 farmHash64 murmurHash3_64 halfMD5 MD5 SHA1 SHA256
  bar formatReadableSize formatReadableQuantity formatReadableTimeDelta
`;

/** Aggregate functions; each also with the endings below. */
const aggregateNames = `
  count sum sumWithOverflow sumKahan avg avgWeighted min max any anyLast anyHeavy any_value first_value last_value argMin argMax
  uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqTheta uniqUpTo median quantile quantiles quantileExact quantilesExact quantileExactLow
  quantileExactHigh quantileExactWeighted quantileTDigest quantilesTDigest quantileTiming quantilesTiming quantileDeterministic
  medianExact medianTDigest
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr skewPop skewSamp kurtPop kurtSamp entropy simpleLinearRegression
  groupArray groupArrayLast groupUniqArray groupArraySorted groupArraySample groupArrayMovingAvg groupArrayMovingSum groupConcat
  groupBitAnd groupBitOr groupBitXor topK topKWeighted deltaSum deltaSumTimestamp boundingRatio sumMap minMap maxMap histogram
  retention windowFunnel sequenceMatch sequenceCount studentTTest welchTTest mannWhitneyUTest meanZTest rankCorr cramersV
  row_number rank dense_rank percent_rank cume_dist ntile lag lead lagInFrame leadInFrame nth_value exponentialMovingAverage
`;

const setOf = (text: string) => new Set(text.trim().toLowerCase().split(/\s+/));
const plain = setOf(names);
const aggregates = setOf(aggregateNames);
const endings = /(?:if|distinct|array|ornull|ordefault|foreach)$/;

/** Whether a statement may call the function, in any case of letters. */
export function isAllowed(name: string): boolean {
  let rest = name.toLowerCase();
  if (plain.has(rest) || aggregates.has(rest)) return true;
  while (endings.test(rest)) {
    rest = rest.replace(endings, '');
    if (aggregates.has(rest)) return true;
  }
  return false;
}

/** Those whose second argument is a table where it is a bare name. */
export const takesTable = new Set(['in', 'notin', 'globalin', 'globalnotin', 'nullin', 'notnullin']);
