import type { Annotation } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, moment } from '../fields.ts';
import { nothing, type ProjectCall, projectRoute } from '../route.ts';

const text = z.string().trim().min(1).max(1_000);
const annotation = z.object({
  id: z.string(),
  at: instant.describe('The moment it speaks of'),
  text: z.string(),
  createdBy: z
    .string()
    .nullable()
    .describe('The id of a user, of a client, or of the token that Gatrix sent it with'),
  createdAt: instant,
});

export const listAnnotations = projectRoute('reader', {
  name: 'listAnnotations',
  method: 'GET',
  path: '/manage/projects/:projectId/annotations',
  summary: 'The notes on the time axis, by the moment they speak of; from is included, to is not',
  input: z.strictObject({ from: moment.exactOptional(), to: moment.exactOptional() }),
  data: z.array(annotation),
  answer: async ({ metadata, project }, range) =>
    (await metadata.annotations.list(project.id, range)).map(itemOf),
});

export const createAnnotation = projectRoute('editor', {
  name: 'createAnnotation',
  method: 'POST',
  path: '/manage/projects/:projectId/annotations',
  summary: 'Adds a note to the time axis',
  status: 201,
  input: z.strictObject({ at: moment, text }),
  data: annotation,
  answer: async ({ metadata, project, actor }, input) => {
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    return itemOf(await metadata.annotations.create({ ...input, projectId: project.id, createdBy }));
  },
});

export const updateAnnotation = projectRoute('editor', {
  name: 'updateAnnotation',
  method: 'PATCH',
  path: '/manage/projects/:projectId/annotations/:annotationId',
  summary: 'Changes what is sent',
  input: z.strictObject({ at: moment.exactOptional(), text: text.exactOptional() }),
  data: annotation,
  answer: async (call, patch) => {
    const { id } = await annotationInPath(call);
    return itemOf(known(await call.metadata.annotations.update(id, patch)));
  },
});

export const deleteAnnotation = projectRoute('editor', {
  name: 'deleteAnnotation',
  method: 'DELETE',
  path: '/manage/projects/:projectId/annotations/:annotationId',
  summary: 'Deletes a note',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await annotationInPath(call);
    await call.metadata.annotations.delete(id);
    return { id };
  },
});

async function annotationInPath({ metadata, project, inPath }: ProjectCall): Promise<Annotation> {
  const annotation = known(await metadata.annotations.get(inPath('annotationId')));
  return known(annotation.projectId === project.id ? annotation : undefined);
}

function known(found: Annotation | undefined): Annotation {
  if (!found) throw new InsightsError('not_found', 'there is no such annotation');
  return found;
}

function itemOf({ projectId: _project, ...note }: Annotation): z.output<typeof annotation> {
  return { ...note, at: isoOf(note.at), createdAt: isoOf(note.createdAt) };
}
