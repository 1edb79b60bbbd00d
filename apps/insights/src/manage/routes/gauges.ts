import { type NewestValueDeps, newestValue } from '@gatrix/analytics-alerts';
import { type Gauge, MetadataConstraintError } from '@gatrix/analytics-metadata';
import {
  type GaugeDefinition,
  gaugeDefinition,
  gaugeName,
  gaugePrefix,
} from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { readGauge } from '../../gauges/read-gauges.ts';
import { instant, isoOf, json } from '../fields.ts';
import { inWatch, placed } from '../placed.ts';
import { invalid, nothing, type ProjectCall, parse, projectRoute } from '../route.ts';

const maxGauges = 100;
const help = z.string().trim().min(1).max(255).describe('The line of help beside the metric');
const fields = { name: gaugeName, ...gaugeDefinition.shape };

const gauge = z.object({
  id: z.string(),
  name: z.string(),
  metric: z.string().describe(`The name with ${gaugePrefix}`),
  help: z.string().nullable(),
  watch: json,
  interval: json,
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});
const withValue = gauge.extend({
  value: z.number().nullable().describe('Of the newest bucket that is complete; null: there is none'),
  bucket: instant.nullable().describe('Its start'),
  problem: z.string().nullable().describe('Why it cannot be asked any more'),
});

export const listGauges = projectRoute('viewer', {
  name: 'listGauges',
  method: 'GET',
  path: '/manage/projects/:projectId/gauges',
  summary: 'The figures that Prometheus reads, by their names',
  input: nothing,
  data: z.array(gauge),
  answer: async ({ metadata, project }) => (await metadata.gauges.list(project.id)).map(itemOf),
});

export const createGauge = projectRoute('editor', {
  name: 'createGauge',
  method: 'POST',
  path: '/manage/projects/:projectId/gauges',
  summary: 'Shows a figure of a saved report, or the size of a segment, to Prometheus',
  status: 201,
  input: z.strictObject({ ...fields, help: help.exactOptional() }),
  data: withValue,
  answer: async (call, { name, help: told = null, ...definition }) => {
    const { metadata, project, actor } = call;
    if ((await metadata.gauges.list(project.id)).length >= maxGauges)
      throw invalid([{ field: '', message: `a project has at most ${maxGauges} gauges` }]);
    // What cannot be asked now would never have a value.
    await placed(inWatch, newestValue(depsOf(call), project, definition));
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const made = await named(
      metadata.gauges.create({ projectId: project.id, name, help: told, definition, createdBy }),
    );
    return valued(call, made);
  },
});

export const getGauge = projectRoute('viewer', {
  name: 'getGauge',
  method: 'GET',
  path: '/manage/projects/:projectId/gauges/:gaugeId',
  summary: 'One gauge, with the value that it has now',
  input: nothing,
  data: withValue,
  answer: async (call) => valued(call, await gaugeInPath(call)),
});

export const updateGauge = projectRoute('editor', {
  name: 'updateGauge',
  method: 'PATCH',
  path: '/manage/projects/:projectId/gauges/:gaugeId',
  summary: 'Changes what is sent; another name is another metric',
  input: z.strictObject({
    name: fields.name.exactOptional(),
    watch: fields.watch.exactOptional(),
    interval: fields.interval.exactOptional(),
    help: help.nullable().exactOptional(),
  }),
  data: withValue,
  answer: async (call, { watch, interval, ...patch }) => {
    const { metadata, project } = call;
    const gauge = await gaugeInPath(call);
    const isOther = watch !== undefined || interval !== undefined;
    const definition = isOther
      ? parse(gaugeDefinition, {
          ...definitionOf(gauge),
          ...(watch && { watch }),
          ...(interval && { interval }),
        })
      : undefined;
    if (definition) await placed(inWatch, newestValue(depsOf(call), project, definition));
    const changed = await named(
      metadata.gauges.update(gauge.id, { ...patch, ...(definition && { definition }) }),
    );
    return valued(call, known(changed));
  },
});

export const deleteGauge = projectRoute('editor', {
  name: 'deleteGauge',
  method: 'DELETE',
  path: '/manage/projects/:projectId/gauges/:gaugeId',
  summary: 'Shows the figure no longer',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await gaugeInPath(call);
    await call.metadata.gauges.delete(id);
    return { id };
  },
});

function depsOf({ metadata, reports }: ProjectCall): NewestValueDeps {
  return { metadata, reports, now: Date.now };
}

async function valued(call: ProjectCall, found: Gauge): Promise<z.output<typeof withValue>> {
  const { value, bucket, problem } = await readGauge(depsOf(call), call.project, found);
  return { ...itemOf(found), value, bucket: bucket === null ? null : isoOf(bucket), problem };
}

/** Throws for a name that another gauge of the project has. */
async function named<T>(write: Promise<T>): Promise<T> {
  return write.catch((error: unknown) => {
    if (!(error instanceof MetadataConstraintError && error.kind === 'duplicate')) throw error;
    throw invalid([{ field: 'name', message: 'is the name of another gauge of this project' }]);
  });
}

async function gaugeInPath({ metadata, project, inPath }: ProjectCall): Promise<Gauge> {
  const gauge = known(await metadata.gauges.get(inPath('gaugeId')));
  return known(gauge.projectId === project.id ? gauge : undefined);
}

function known(found: Gauge | undefined): Gauge {
  if (!found) throw new InsightsError('not_found', 'there is no such gauge');
  return found;
}

function definitionOf({ definition }: Gauge): Partial<GaugeDefinition> {
  return gaugeDefinition.safeParse(definition).data ?? {};
}

function itemOf(item: Gauge): z.output<typeof gauge> {
  const { definition: _definition, projectId: _project, ...found } = item;
  const { watch = null, interval = null } = definitionOf(item);
  return {
    ...found,
    metric: `${gaugePrefix}${found.name}`,
    watch,
    interval,
    createdAt: isoOf(found.createdAt),
    updatedAt: isoOf(found.updatedAt),
  };
}
