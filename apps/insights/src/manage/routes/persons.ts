import { eraseDevice, erasePerson } from '@gatrix/analytics-clickhouse-schema';
import { z } from 'zod';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';

const events = z.int().describe('How many events there were; 0 where nobody is known by the id, or no more');

export const deletePerson = projectRoute('admin', {
  name: 'deletePerson',
  method: 'DELETE',
  path: '/manage/projects/:projectId/persons/:profileId',
  summary:
    'Erases a person, by any of their ids: events, sessions, profile, aliases and the links to devices. What still waits in the queue is stored afterwards; the call can be repeated. Erased events that are sent again within 24 hours count as duplicates',
  input: nothing,
  data: z.object({
    ids: z.array(z.string()).describe('The profile ids that aliases joined'),
    events,
  }),
  answer: async (call) => {
    const erased = await erasePerson(call.store, call.project.id, idInPath(call, 'profileId'));
    return { ids: [...erased.ids], events: erased.events };
  },
});

export const deleteDevice = projectRoute('admin', {
  name: 'deleteDevice',
  method: 'DELETE',
  path: '/manage/projects/:projectId/devices/:deviceId',
  summary:
    'Erases what came from a device, whoever used it: events, sessions, and its mention in profiles. What people said of themselves stays theirs',
  input: nothing,
  data: z.object({ events }),
  answer: async (call) => eraseDevice(call.store, call.project.id, idInPath(call, 'deviceId')),
});

function idInPath({ inPath }: ProjectCall, field: string): string {
  const id = inPath(field);
  if (id === '') throw invalid([{ field, message: 'must not be empty' }]);
  return id;
}
