import { expect, test } from 'vitest';
import { umami } from '../src/sources/umami.ts';
import { payloadOf, readingsOf } from './read-source.ts';

// As pg_dump 15 writes it: tables by their names, null as \N, tabs and line ends escaped.
const dump = String.raw`--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

COPY public.event_data (event_data_id, website_id, website_event_id, data_key, string_value, number_value, date_value, data_type, created_at) FROM stdin;
x1	w	e2	item	a "sword"\tof\\steel\n	\N	\N	1	2026-10-05 08:01:00+00
x2	w	e2	revenue	4.9900	4.9900	\N	2	2026-10-05 08:01:00+00
x3	w	e2	gift	true	\N	\N	3	2026-10-05 08:01:00+00
x4	w	e2	tags	["a","b"]	\N	\N	5	2026-10-05 08:01:00+00
\.


COPY public.session (session_id, website_id, browser, os, device, screen, language, country, region, city, created_at, distinct_id) FROM stdin;
s1	w	chrome	Mac OS	laptop	1440x900	ko-KR	KR	KR-11	Seoul	2026-10-05 08:00:00+00	user-1
s2	w	\N	\N	\N	\N	\N	\N	\N	\N	2026-10-05 08:00:00+00	\N
\.

COPY public.session_data (session_data_id, website_id, session_id, data_key, string_value, number_value, date_value, data_type, created_at) FROM stdin;
d1	w	s1	plan	pro	\N	\N	1	2026-10-05 08:00:00+00
\.

COPY public.website_event (event_id, website_id, session_id, created_at, url_path, url_query, referrer_path, referrer_query, referrer_domain, page_title, event_type, event_name, visit_id, tag, hostname) FROM stdin;
e1	w	s1	2026-10-05 08:00:00.12+00	/shop	utm_source=news	/	\N	www.google.com	Shop	1	\N	v1	\N	example.com
e2	w	s1	2026-10-05 08:01:00+00	/shop	\N	\N	\N	\N	Shop	2	item_bought	v1	\N	example.com
e3	w	s2	2026-10-05 08:02:00+00	/shop	\N	\N	\N	\N	Shop	1	\N	v2	\N	\N
cut	off
\.

--
-- PostgreSQL database dump complete
--
`;

test('events of a dump have the place and device of their session, and the data that was sent with them', async () => {
  const readings = await readingsOf(umami, dump);
  expect(readings).toHaveLength(11);
  expect(readings.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => ({ messages: [] })));
  expect(readings[6]).toEqual({ leftOut: 'data of a session' });
  expect(readings[10]).toEqual({ broken: 'cut\toff' });
  expect(payloadOf(readings[7])).toMatchObject({
    ...{ name: 'page_view', timestamp: '2026-10-05 08:00:00.12+00', deviceId: 's1', sessionId: 'v1' },
    ...{ profileId: 'user-1', path: 'https://example.com/shop?utm_source=news', title: 'Shop' },
    ...{ referrer: 'https://www.google.com/' },
    properties: { __country: 'KR', __region: 'KR-11', __city: 'Seoul', __os: 'Mac OS', __device: 'desktop' },
  });
  expect(payloadOf(readings[8])).toMatchObject({
    name: 'item_bought',
    properties: { item: 'a "sword"\tof\\steel\n', __revenue: 4.99, gift: true, tags: ['a', 'b'] },
  });
  expect(payloadOf(readings[9])).toMatchObject({ deviceId: 's2', profileId: undefined, path: '/shop' });
  expect(payloadOf(readings[9]).properties).toEqual({ __ip: '', __userAgent: '' });
});

test('data of an event is put together where it does not stand together', async () => {
  const apart = dump.replace(
    'x4\tw\te2\ttags',
    String.raw`x9	w	e1	note	a	\N	\N	1	2026-10-05 08:01:00+00
x4	w	e2	tags`,
  );
  const readings = await readingsOf(umami, apart);
  expect(payloadOf(readings[8]).properties).toMatchObject({ note: 'a' });
  expect(payloadOf(readings[9]).properties).toMatchObject({ gift: true, tags: ['a', 'b'], __revenue: 4.99 });
});

test('an event has the same id from a dump and from CSV', async () => {
  const csv = 'event_id,session_id,event_type,created_at,url_path\ne1,s1,1,2026-10-05 08:00:00,/shop\n';
  const [fromCsv] = await readingsOf(umami, csv);
  const [fromDump] = (await readingsOf(umami, dump)).slice(7);
  expect(payloadOf(fromDump).id).toBe(payloadOf(fromCsv).id);
});

test('rows of other tables are not taken for visitors', async () => {
  const users =
    'COPY public."user" (user_id, username, created_at) FROM stdin;\nu1\tann\t2026-10-05 08:00:00+00\n\\.\n';
  expect(await readingsOf(umami, users)).toEqual(['unknown']);
});
