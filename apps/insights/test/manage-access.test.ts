import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manageRoutes } from '../src/manage/register.ts';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

/** Inputs that would do, so that nothing but access decides. */
const inputs: Record<string, object> = {
  createProject: { name: 'n' },
  createClient: { name: 'n', type: 'write' },
  setMember: { role: 'admin' },
  createSavedReport: { name: 'n', report: 'funnel', query: {} },
  createAnnotation: { at: '2026-11-01T00:00:00Z', text: 'x' },
  findStoredMessages: { messages: [] },
  storeImportedTotals: { source: 'plausible', totals: [] },
  createSegment: { name: 'n', definition: { did: true } },
  updateSegment: { name: 'm' },
  uploadSegmentList: { ids: ['ann'] },
  createInvitation: { role: 'viewer' },
  acceptInvitation: { token: 'x' },
  createShareLink: { name: 'n', questions: [{ report: 'metrics', query: {} }] },
  createBoard: { name: 'n' },
  createToken: { name: 'n', kind: 'gauges' },
  putRates: { rates: [{ currency: 'EUR', day: '2026-11-01', rate: '1.1' }] },
  createChannel: { name: 'n', settings: { kind: 'mail', to: ['a@example.com'] } },
};
const alertOn = (savedReportId: string) => ({
  watch: { savedReportId, figure: 'total_events' },
  interval: 'day',
  condition: { kind: 'threshold', op: 'gt', value: 1 },
});
/** What nothing else is about, so that it can be deleted on the way. */
const isFree = ({ name }: { readonly name: string }) => name !== 'used';
const ofAnything = ['listProjects', 'createProject', 'acceptInvitation'];
const ofProject = manageRoutes.filter(({ name }) => !ofAnything.includes(name));

/** The statuses of all routes, by name, each asked about the project and things that are in it. */
async function walk(
  routes: typeof manageRoutes,
  projectId: string,
  headers: Headers,
): Promise<Record<string, number>> {
  const { metadata } = manage;
  const clients = await metadata.clients.listByProject(projectId);
  const inPath: Record<string, string> = {
    projectId,
    reportId: (await metadata.savedReports.list(projectId)).find(isFree)?.id ?? 'none',
    annotationId: (await metadata.annotations.list(projectId))[0]?.id ?? 'none',
    id: (await metadata.segments.list(projectId))[0]?.id ?? 'none',
    boardId: (await metadata.boards.list(projectId))[0]?.id ?? 'none',
    alertId: (await metadata.alerts.list(projectId))[0]?.id ?? 'none',
    digestId: (await metadata.digests.list(projectId))[0]?.id ?? 'none',
    gaugeId: (await metadata.gauges.list(projectId))[0]?.id ?? 'none',
    tokenId: (await metadata.tokens.list(projectId))[0]?.id ?? 'none',
    channelId: (await metadata.channels.list(projectId)).find(isFree)?.id ?? 'none',
    deliveryId: (await metadata.deliveries.list(projectId, { limit: 1 }))[0]?.id ?? 'none',
    importId: 'some-import',
    linkId: (await metadata.shareLinks.list(projectId))[0]?.id ?? 'none',
    invitationId: (await metadata.invitations.list(projectId))[0]?.id ?? 'none',
    clientId: clients.find(({ type }) => type === 'write')?.id ?? 'none',
    userId: 'viewer',
    profileId: 'ann',
    deviceId: 'd1',
    currency: 'EUR',
    day: '2026-11-01',
  };
  const statuses: Record<string, number> = {};
  const watched = (await metadata.savedReports.list(projectId)).find((one) => !isFree(one))?.id ?? 'none';
  const told = (await metadata.channels.list(projectId)).find((one) => !isFree(one))?.id ?? 'none';
  const { condition: _condition, ...shown } = alertOn(watched);
  const bodies: typeof inputs = {
    ...inputs,
    createAlert: { name: 'n', ...alertOn(watched) },
    createDigest: {
      ...{ name: 'n', channels: [told] },
      ...{ source: { savedReportId: watched }, schedule: { every: 'day', hour: 9 } },
    },
    createGauge: { name: `n${Date.now()}`, ...shown },
  };
  for (const { name, method, path } of routes) {
    const url = path.replace(/:(\w+)/g, (_, key: string) => inPath[key] ?? '');
    const payload = method === 'GET' || method === 'DELETE' ? undefined : (bodies[name] ?? {});
    statuses[name] = (await manage.ask(method, url, headers, payload)).status;
  }
  return statuses;
}

async function filledProject() {
  const project = await manage.newProject();
  await manage.newClient(project.projectId, 'write');
  const { projectId } = project;
  const report = { projectId, name: 'r', report: 'metrics', query: {} };
  await manage.metadata.savedReports.create(report);
  const watched = await manage.metadata.savedReports.create({ ...report, name: 'used' });
  const definition = alertOn(watched.id);
  await manage.metadata.alerts.create({ projectId, name: 'a', definition, channels: [] });
  const { condition: _condition, ...shown } = definition;
  await manage.metadata.gauges.create({ projectId, name: 'n', help: null, definition: shown });
  await manage.metadata.tokens.create({ projectId, name: 't', kind: 'gauges' });
  await manage.metadata.boards.create({ projectId, name: 'b', content: { items: [] } });
  const channel = { projectId, name: 'c', settings: { kind: 'mail', to: ['a@example.com'], language: 'en' } };
  await manage.metadata.channels.create(channel);
  const { id: channelId } = await manage.metadata.channels.create({ ...channel, name: 'used' });
  const sending = { source: { savedReportId: watched.id }, schedule: { every: 'day', hour: 9 } };
  const once = { sentFor: null, dueAt: Date.now() };
  await manage.metadata.digests.create({
    projectId,
    name: 'd',
    definition: sending,
    channels: [channelId],
    ...once,
  });
  const key = { channelId, subjectId: null, idempotencyKey: projectId, message: {} };
  const delivery = await manage.metadata.deliveries.create({ projectId, ...key });
  const begun = delivery && (await manage.metadata.deliveries.begin(delivery.id, 1));
  const end = { status: 'failed', answerStatus: null, answer: null, retryAt: null } as const;
  if (begun) await manage.metadata.deliveries.end(begun, end);
  await manage.metadata.annotations.create({ projectId, at: 0, text: 'x' });
  await manage.metadata.segments.create({ projectId, name: 's', definition: { did: true } });
  await manage.metadata.shareLinks.create({ projectId, name: 'l', questions: [] });
  await manage.metadata.invitations.create({ projectId, role: 'viewer', expiresAt: Date.now() + 60_000 });
  return project;
}

const all = (routes: typeof manageRoutes, status: number | ((name: string) => number)) =>
  Object.fromEntries(
    routes.map((route) => [route.name, typeof status === 'number' ? status : status(route.name)]),
  );
const isOfAdmins = (name: string) => /^list(Invitations|AuditLog)$/.test(name);
const isReading = (name: string) => /^(list|get|find)/.test(name) && !isOfAdmins(name);
const isCreating = (name: string) => /^(create|upload|test)/.test(name);

test('nobody, a wrong secret, a foreign token and a revoked client are 401 on every path', async () => {
  const { projectId, root } = await filledProject();
  const revoked = await manage.newClient(projectId, 'root');
  await manage.metadata.clients.revoke(revoked['openpanel-client-id']);
  for (const headers of [
    {},
    { ...root, 'openpanel-client-secret': 'x' },
    { authorization: 'Bearer x.y.z' },
    revoked,
  ]) {
    expect(await walk(manageRoutes, projectId, headers)).toEqual(all(manageRoutes, 401));
  }
});

test('write clients are 403 on every path, of their own project, too', async () => {
  const { projectId } = await filledProject();
  const headers = await manage.newClient(projectId, 'write');
  expect(await walk(manageRoutes, projectId, headers)).toEqual(all(manageRoutes, 403));
});

test('read clients see saved reports, segments, boards, alerts and annotations of their own project, and are 403 on all else', async () => {
  const { projectId } = await filledProject();
  const headers = await manage.newClient(projectId, 'read');
  const isSeen = (name: string) =>
    /^(listSavedReports|getSavedReport|listSegments|getSegment|listAlerts|getAlert|listAlertHistory|listBoards|getBoard|findBoardAnswers|listAnnotations)$/.test(
      name,
    );
  expect(await walk(manageRoutes, projectId, headers)).toEqual(
    all(manageRoutes, (name) => (isSeen(name) ? 200 : 403)),
  );
  const stranger = await manage.newProject('stranger');
  const foreign = await manage.newClient(stranger.projectId, 'read');
  expect(await walk(ofProject, projectId, foreign)).toEqual(all(ofProject, 403));
});

describe("another's project", () => {
  test('is 403 on every path, for root clients and users, as one that does not exist', async () => {
    const { projectId } = await filledProject();
    const { root } = await manage.newProject('stranger');
    for (const headers of [root, await manage.as('somebody')]) {
      expect(await walk(ofProject, projectId, headers)).toEqual(all(ofProject, 403));
      expect(await walk(ofProject, 'nowhere', headers)).toEqual(all(ofProject, 403));
    }
    expect(await manage.metadata.clients.listByProject(projectId)).toHaveLength(2);
  });

  test('lends nothing: its reports and annotations are not found below a project of one’s own', async () => {
    const { projectId } = await filledProject();
    const own = await manage.newProject('stranger');
    const [report] = await manage.metadata.savedReports.list(projectId);
    const [note] = await manage.metadata.annotations.list(projectId);
    for (const path of [`saved-reports/${report?.id}`, `annotations/${note?.id}`]) {
      const asked = [
        await manage.ask('PATCH', `${own.path}/${path}`, own.root, {}),
        await manage.ask('DELETE', `${own.path}/${path}`, own.root),
      ];
      expect(asked.map(({ status }) => status)).toEqual([404, 404]);
    }
    expect(await manage.metadata.savedReports.list(projectId)).toHaveLength(2);
    expect(await manage.metadata.annotations.list(projectId)).toHaveLength(1);
  });
});

describe('a member', () => {
  test('who is an editor changes what is saved, and nothing else', async () => {
    const { projectId } = await filledProject();
    await manage.metadata.members.add({ projectId, userId: 'eve', role: 'editor' });
    const isSaved = (name: string) =>
      /(SavedReport|Annotation|Segment|SegmentList|ShareLink|Alert|Board|Gauge|Digest|replayDelivery)$/.test(
        name,
      );
    expect(await walk(ofProject, projectId, await manage.as('eve'))).toEqual(
      all(ofProject, (name) => {
        if (isReading(name)) return 200;
        return isSaved(name) ? (isCreating(name) ? 201 : 200) : 403;
      }),
    );
  });

  test('who is a viewer reads all and changes nothing', async () => {
    const { projectId } = await filledProject();
    await manage.metadata.members.add({ projectId, userId: 'vera', role: 'viewer' });
    const statuses = await walk(ofProject, projectId, await manage.as('vera'));
    expect(statuses).toEqual(all(ofProject, (name) => (isReading(name) ? 200 : 403)));
  });

  test('who is an admin changes all, but does not delete the project, give it away, or become its root client', async () => {
    const { projectId, path } = await filledProject();
    const headers = await manage.as('admin');
    const routes = ofProject.filter(({ name }) => name !== 'deleteProject');
    expect(await walk(routes, projectId, headers)).toEqual(
      all(routes, (name) => (isCreating(name) ? 201 : 200)),
    );
    expect((await manage.ask('DELETE', path, headers)).status).toBe(403);
    const root = (await manage.metadata.clients.listByProject(projectId)).find(({ type }) => type === 'root');
    expect((await manage.ask('POST', `/manage/clients/${root?.id}/rotate`, headers)).status).toBe(403);
    const another = { name: 'mine', type: 'root' };
    expect((await manage.ask('POST', `${path}/clients`, headers, another)).status).toBe(403);
    expect((await manage.ask('PATCH', path, headers, { ownerId: 'admin' })).status).toBe(403);
  });

  test('of any role leaves the project by himself, and takes nobody along', async () => {
    const { path } = await manage.newProject();
    const viewer = await manage.as('viewer');
    expect((await manage.ask('DELETE', `${path}/members/admin`, viewer)).status).toBe(403);
    expect((await manage.ask('DELETE', `${path}/members/viewer`, viewer)).status).toBe(200);
    expect((await manage.ask('GET', path, viewer)).status).toBe(403);
    expect((await manage.ask('GET', path, await manage.as('admin'))).status).toBe(200);
  });

  test('who lost the membership loses access with it', async () => {
    const { path } = await manage.newProject();
    const owner = await manage.as('owner');
    const viewer = await manage.as('viewer');
    expect((await manage.ask('GET', path, viewer)).status).toBe(200);
    expect((await manage.ask('DELETE', `${path}/members/viewer`, owner)).status).toBe(200);
    expect((await manage.ask('GET', path, viewer)).status).toBe(403);
  });
});

test("the dashboard's cookie of a root client manages, from the dashboard's own pages alone", async () => {
  const { path, root } = await manage.newProject();
  const signIn = async (headers: Headers) => {
    const payload = {
      clientId: headers['openpanel-client-id'],
      clientSecret: headers['openpanel-client-secret'],
    };
    const response = await manage.app.inject({ method: 'POST', url: '/insights/session', payload });
    return String(response.headers['set-cookie']).split(';')[0] ?? '';
  };
  const cookie = await signIn(root);
  const patch = (headers: Headers) => manage.ask('PATCH', path, { cookie, ...headers }, { name: 'New' });
  expect((await patch({ 'sec-fetch-site': 'same-origin' })).data.name).toBe('New');
  expect((await patch({ 'sec-fetch-site': 'same-site' })).status).toBe(401);
  expect((await patch({ origin: 'https://evil.test' })).status).toBe(401);
  const reader = await signIn(await manage.newClient(path.split('/')[3] ?? '', 'read'));
  expect((await patch({ cookie: reader })).status).toBe(403);
});
