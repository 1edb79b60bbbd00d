import { afterAll, beforeAll, expect, test } from 'vitest';
import { manageRoutes } from '../src/manage/register.ts';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

/** What a route needs; `token`: one of its own, which nobody of the table has. */
const needs = ['anyone', 'reader', 'viewer', 'editor', 'admin', 'owner', 'user', 'token'] as const;
type Need = (typeof needs)[number];

/** Who asks, and the needs that they meet. */
const askers = {
  nobody: ['anyone'],
  'a share link': ['anyone'],
  'a write client': ['anyone'],
  'a read client': ['anyone', 'reader'],
  'a viewer': ['anyone', 'reader', 'viewer', 'user'],
  'an editor': ['anyone', 'reader', 'viewer', 'editor', 'user'],
  'an admin': ['anyone', 'reader', 'viewer', 'editor', 'admin', 'user'],
  'the owner': ['anyone', 'reader', 'viewer', 'editor', 'admin', 'owner', 'user'],
  'the root client': ['anyone', 'reader', 'viewer', 'editor', 'admin', 'owner'],
  'the owner of another project': ['anyone', 'user'],
  'the root client of another project': ['anyone'],
} as const satisfies Readonly<Record<string, readonly Need[]>>;

/** The routes of management by their names. */
const ofManage: Readonly<Record<Exclude<Need, 'anyone' | 'token'>, string>> = {
  reader: `listSavedReports getSavedReport listSegments getSegment listAlerts getAlert listAlertHistory listBoards getBoard
    findBoardAnswers listAnnotations`,
  viewer: `getProject listTokens listMembers listChannels getChannel findStoredMessages listDeliveries getDelivery
    listGauges getGauge listShareLinks listShareVisits listClients getClient listImports listDigests getDigest listRates`,
  editor: `createSavedReport updateSavedReport deleteSavedReport createSegment updateSegment deleteSegment uploadSegmentList
    createAnnotation updateAnnotation deleteAnnotation createAlert updateAlert deleteAlert createBoard updateBoard deleteBoard
    createGauge updateGauge deleteGauge createShareLink revokeShareLink createDigest updateDigest deleteDigest sendDigest
    replayDelivery`,
  admin: `updateProject createToken revokeToken setMember removeMember deletePerson deleteDevice createChannel updateChannel deleteChannel
    testChannel createClient updateClient rotateSecret revokeClient undoImport storeImportedTotals listInvitations
    createInvitation deleteInvitation listAuditLog putRates deleteRate deleteRates`,
  owner: 'deleteProject',
  user: 'acceptInvitation createProject',
};

/** All other routes. */
const ofOthers: Readonly<Record<string, Need>> = {
  'GET /insights/openapi.json': 'anyone',
  'GET /insights/docs': 'anyone',
  'GET /manage/openapi.json': 'anyone',
  'GET /insights/session/ways': 'anyone',
  'POST /insights/session': 'anyone',
  'DELETE /insights/session': 'anyone',
  'GET /insights/shared/:token': 'anyone',
  'POST /insights/shared/:token': 'anyone',
  // No session is kept: 405 for all.
  'GET /mcp': 'anyone',
  'DELETE /mcp': 'anyone',
  'GET /prometheus/:projectId': 'token',
};
/** With what they are signed in, not where: 401 and 403 depend on what else is sent. */
const ofSignedIn = [
  'GET /insights/session',
  'POST /insights/accounts',
  'PUT /insights/account/password',
  'POST /mcp',
  'GET /manage/projects',
  'POST /hooks/gatrix/:token',
];

/** Of all its methods the one that asks. */
const trpc = 'GET /trpc/:path';

/** What would do, where wrong parameters are looked at first. */
const bodies: Readonly<Record<string, object>> = {
  'POST /manage/projects': { name: 'n' },
  'POST /manage/invitations/accept': { token: 'x' },
};

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

function needOf(route: string): Need | undefined {
  const [method = '', path = ''] = route.split(' ');
  const managed = manageRoutes.find((one) => one.method === method && one.path === path);
  if (managed) return needs.find((need) => need in ofManage && namesOf(need).includes(managed.name));
  if (path.startsWith('/insights/:projectId/') || route === trpc) return 'reader';
  return ofOthers[route];
}

function namesOf(need: Need): readonly string[] {
  return (Object.entries(ofManage).find(([name]) => name === need)?.[1] ?? '').split(/\s+/);
}

/** Credentials of everybody, in a project of their own. */
async function everybody() {
  const { projectId, path, root } = await manage.newProject();
  await manage.metadata.members.add({ projectId, userId: 'eve', role: 'editor' });
  const other = await manage.newProject('stranger');
  const questions = [{ report: 'metrics', query: {} }];
  const link = (await manage.ask('POST', `${path}/share-links`, root, { name: 'L', questions })).data;
  const headers: Readonly<Record<keyof typeof askers, readonly Headers[]>> = {
    nobody: [{}],
    'a share link': [
      { authorization: `Bearer ${link.token}` },
      { 'openpanel-client-id': link.id, 'openpanel-client-secret': link.token },
      { cookie: `gatrix_analytics=u.${link.token}` },
    ],
    'a write client': [await manage.newClient(projectId, 'write')],
    'a read client': [await manage.newClient(projectId, 'read')],
    'a viewer': [await manage.as('viewer')],
    'an editor': [await manage.as('eve')],
    'an admin': [await manage.as('admin')],
    'the owner': [await manage.as('owner')],
    'the root client': [root],
    'the owner of another project': [await manage.as('stranger')],
    'the root client of another project': [other.root],
  };
  return { projectId, token: link.token as string, headers };
}

test('each route lets in whom the table says, and nobody else', async () => {
  const routes = manage.routes.filter(
    (route) => !ofSignedIn.includes(route) && (route === trpc || !route.includes(' /trpc/')),
  );
  expect(routes.filter((route) => needOf(route) === undefined)).toEqual([]);
  const wrong: string[] = [];
  for (const asker of Object.keys(askers) as (keyof typeof askers)[]) {
    const { projectId, token, headers } = await everybody();
    const clients = await manage.metadata.clients.listByProject(projectId);
    const clientId = clients.find(({ type }) => type === 'write')?.id ?? '';
    const inPath: Readonly<Record<string, string>> = {
      ...{ projectId, token, clientId, userId: 'nobody', path: 'metrics' },
    };
    const input = encodeURIComponent(JSON.stringify({ projectId }));
    // What takes the right to ask away comes last.
    const inOrder = routes.toSorted((a, b) => turnOf(a) - turnOf(b));
    for (const route of inOrder) {
      const need = needOf(route);
      if (need === undefined) continue;
      const [method, path = ''] = route.split(' ');
      const url = path.replace(/:(\w+)/g, (_, name: string) => inPath[name] ?? 'none');
      const met: readonly Need[] = askers[asker];
      for (const one of headers[asker]) {
        // A wrong parameter is told to who may ask alone; a stream that is let in would not end.
        const response = await manage.app.inject({
          ...{ method: method as 'GET', headers: one },
          url: method === 'GET' ? `${url}?no-such=1&input=${input}` : url,
          ...(method !== 'GET' && method !== 'DELETE' && { payload: bodies[route] ?? { 'no-such': 1 } }),
        });
        const isLetIn = response.statusCode !== 401 && response.statusCode !== 403;
        if (isLetIn !== met.includes(need)) wrong.push(`${asker}: ${route} ${response.statusCode}`);
        if (response.statusCode >= 500) wrong.push(`${asker}: ${route} ${response.body}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function turnOf(route: string): number {
  if (route === 'DELETE /manage/projects/:projectId') return 2;
  return route.endsWith('/members/:userId') ? 1 : 0;
}
