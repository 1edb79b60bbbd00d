import { afterAll, beforeAll, expect, test } from 'vitest';
import { manageRoutes } from '../src/manage/register.ts';
import { hostile } from './every-route-inputs.ts';
import { type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

/** Texts by the routes that take them, each of which is replaced. */
const bodies: Record<string, Record<string, unknown>> = {
  createProject: { name: 'n', domain: 'shop.test', timezone: 'UTC' },
  updateProject: { name: 'n', domain: 'shop.test', timezone: 'UTC' },
  createClient: { name: 'n', type: 'write', cors: ['https://shop.test'] },
  updateClient: { name: 'n', cors: ['https://shop.test'] },
  setMember: { role: 'viewer' },
  createSavedReport: { name: 'n', report: 'funnel', query: { steps: 'a' } },
  updateSavedReport: { name: 'n', query: { steps: 'a' } },
  createAnnotation: { at: '2026-11-01T00:00:00Z', text: 'x' },
  updateAnnotation: { at: '2026-11-01T00:00:00Z', text: 'x' },
  storeImportedTotals: {
    source: 'plausible',
    totals: [
      {
        ...{ day: '2026-11-01', breakdown: 'page', dimensions: { path: hostile.join('') } },
        ...{ visitors: 1, visits: 1, page_views: 1, events: 0, bounces: 0, visit_seconds: 0 },
      },
    ],
  },
};

/** The body once for each text in it, with that text replaced. */
function replacedIn(body: Record<string, unknown>, by: string): Record<string, unknown>[] {
  return Object.entries(body).map(([key, value]) => ({
    ...body,
    [key]: Array.isArray(value) ? [by] : typeof value === 'object' ? { [by]: by } : by,
  }));
}

/** A project with one of each, by what stands for it in paths. */
async function filled() {
  const project = await manage.newProject();
  const { projectId } = project;
  await manage.newClient(projectId, 'write');
  const clients = await manage.metadata.clients.listByProject(projectId);
  const report = await manage.metadata.savedReports.create({ projectId, name: 'r', report: 'x', query: {} });
  const annotation = await manage.metadata.annotations.create({ projectId, at: 0, text: 'x' });
  const inPath: Record<string, string> = {
    projectId,
    reportId: report.id,
    annotationId: annotation.id,
    clientId: clients.find(({ type }) => type === 'write')?.id ?? 'none',
    userId: 'viewer',
    profileId: 'ann',
    deviceId: 'd1',
  };
  return { ...project, inPath };
}

test.each(hostile)(
  'takes %j in any text of a management route, or says what is wrong with it',
  async (text) => {
    const { projectId, root, inPath } = await filled();
    await manage.insertEvent(projectId, 'somebody else');
    const bystander = await manage.newProject('bystander');
    await manage.insertEvent(bystander.projectId, 'ann');
    const user = await manage.as('owner');

    const send = async (
      at: string,
      method: string,
      path: string,
      params: Record<string, string>,
      payload: unknown,
    ) => {
      const url = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
      for (const headers of [root, user]) {
        const { status, body } = await manage.ask(
          method as 'GET',
          url,
          headers,
          payload as object | undefined,
        );
        const what = `${at}: ${status} ${JSON.stringify(body)}`;
        expect([200, 201, 400, 403, 404, 409], what).toContain(status);
        if (status === 400) expect(body.error.details[0].field, what).toBeTypeOf('string');
        expect(JSON.stringify(body), what).not.toMatch(/DB::Exception|SQLITE|syntax error/i);
      }
    };
    for (const { name, method, path } of manageRoutes) {
      const body =
        bodies[name] ?? (method === 'POST' || method === 'PUT' || method === 'PATCH' ? {} : undefined);
      for (const [, key = ''] of path.matchAll(/:(\w+)/g)) {
        await send(`${name} ${key}`, method, path, { ...inPath, [key]: text }, body);
      }
      if (name.startsWith('delete') || name.startsWith('remove') || name.startsWith('revoke')) continue;
      for (const changed of body ? replacedIn(body, text) : []) {
        await send(`${name} ${JSON.stringify(changed)}`, method, path, inPath, changed);
      }
    }

    for (const id of [projectId, bystander.projectId]) {
      const { clickhouse, database } = manage.engine;
      const result = await clickhouse.query({
        query: `SELECT count() AS n FROM ${database}.events WHERE project_id = {id:String}`,
        query_params: { id },
        format: 'JSONEachRow',
      });
      expect(await result.json(), 'nothing is erased by a name that is nobody’s').toEqual([{ n: '1' }]);
    }
  },
);
