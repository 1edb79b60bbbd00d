ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' UPDATE city = replaceRegexpOne(toString(city), '(\\S)\\s*[(（][^()（）]*[)）]$', '\\1') WHERE match(city, '(\\S)\\s*[(（][^()（）]*[)）]$') AND NOT match(city, '\\((Aller|Dosse|Elbe|Ems|Havel|Lahn|Oder|Saale|Spree|Unstrut|Weser|Wümme)\\)$') SETTINGS mutations_sync = 2;

TRUNCATE TABLE IF EXISTS analytics.sealed_days_local ON CLUSTER 'gatrix';

TRUNCATE TABLE IF EXISTS analytics.day_seams_local ON CLUSTER 'gatrix';
