import type { Metadata, Project } from '@gatrix/analytics-metadata';
import { CommandError } from '../command-context.ts';
import { createCalendar, dayMs } from './calendar.ts';
import type { DemoOptions } from './messages.ts';
import { site } from './play.ts';

export interface DemoProjectOptions extends Omit<DemoOptions, 'end'> {
  readonly id: string;
  readonly timezone: string;
}

export interface DemoProject {
  readonly project: Project;
  /** May send and read. Its secret is known only in the run that made the project. */
  readonly client: { readonly id: string; readonly secret: string | undefined };
}

/**
 * The project that the demo's data is for: made here, or by an earlier run with the same options. Throws where the
 * project is anybody else's, or has another demo in it.
 */
export async function demoProject(metadata: Metadata, options: DemoProjectOptions): Promise<DemoProject> {
  const { id } = options;
  const project = await metadata.projects.get(id);
  if (!project) return create(metadata, options);
  const clients = await metadata.clients.listByProject(id);
  const client = clients.find(({ name, type }) => type === 'root' && name.startsWith(mark));
  if (!client) throw new CommandError(`project ${id} was not made by seed demo: name another with --project`);
  if (client.name !== nameOf(options)) {
    throw new CommandError(
      `project ${id} has another demo in it (${client.name}): name another with --project`,
    );
  }
  return { project, client: { id: client.id, secret: undefined } };
}

/** What the demo's root client is called begins so, by which a project is known as a demo. */
const mark = 'demo: ';

function nameOf({ events, days, seed }: DemoProjectOptions): string {
  return `${mark}${events} events, ${days} days, seed ${seed}`;
}

async function create(metadata: Metadata, options: DemoProjectOptions): Promise<DemoProject> {
  const { id, timezone } = options;
  const project = await metadata.projects.create({
    id,
    name: 'Starfall (demo)',
    domain: new URL(site).host,
    timezone,
  });
  const { client, secret } = await metadata.clients.create({
    projectId: id,
    name: nameOf(options),
    type: 'root',
  });
  await metadata.clients.create({ projectId: id, name: 'web page', type: 'write' });
  await annotate(metadata, project, options.days);
  await saveReports(metadata, id);
  return { project, client: { id: client.id, secret } };
}

async function annotate({ annotations }: Metadata, { id: projectId, createdAt }: Project, days: number) {
  const { release, campaignEnd } = createCalendar(createdAt, days);
  const notes = [
    { at: release, text: 'Version 1.4: Into the Rift' },
    { at: campaignEnd, text: 'Launch campaign ended' },
  ].filter(({ at }) => at < createdAt - dayMs);
  for (const note of notes) await annotations.create({ ...note, projectId, createdBy: null });
}

/** As the dashboard keeps them: the page, its address's search, and what it asks, which boards and alerts ask again. */
const reports = [
  {
    name: 'From the first page to the first purchase',
    report: 'funnels',
    search: 'range=30d&step=screen_view&step=sign_up&step=tutorial_complete&step=purchase&window=30d',
    parameters: {
      steps: ['screen_view', 'sign_up', 'tutorial_complete', 'purchase'].map((name) => ({ name })),
      window: '30d',
    },
  },
  {
    name: 'Retention after sign-up, by day',
    report: 'retention',
    search: 'range=30d&start=sign_up',
    parameters: { startEvent: 'sign_up', period: 'day', periods: 31 },
  },
  {
    name: 'Level success rate',
    report: 'explore',
    search: 'range=30d&series=total~~level_complete&series=total~~level_start&formula=A%2FB*100',
    parameters: {
      interval: 'day',
      series: ['level_complete', 'level_start'].map((event) => ({ event, aggregation: 'total' })),
      formulas: ['A/B*100'],
    },
  },
] as const;

async function saveReports({ savedReports }: Metadata, projectId: string): Promise<void> {
  for (const { name, report, search, parameters } of reports) {
    await savedReports.create({ projectId, name, report, query: { search, parameters }, createdBy: null });
  }
}
