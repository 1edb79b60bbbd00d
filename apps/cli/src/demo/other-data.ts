import { CommandError } from '../command-context.ts';
import type { TrackTarget } from '../track-client.ts';

/** Marks the demo's events, by which they are told from anybody else's. */
export const demoSdk = 'gatrix-analytics-demo';

/** Throws where the project has events that are not the demo's. `url` is where insights is. */
export async function refuseOtherData(url: string, projectId: string, client: TrackTarget): Promise<void> {
  const filters = JSON.stringify({ field: 'sdk_name', op: 'isNot', value: demoSdk });
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const query = new URLSearchParams({ startDate: '2000-01-01', endDate: tomorrow, filters });
  const response = await fetch(new URL(`insights/${projectId}/metrics?${query}`, url), {
    headers: { 'openpanel-client-id': client.clientId, 'openpanel-client-secret': client.clientSecret },
  });
  const text = await response.text();
  if (!response.ok) {
    throw new CommandError(
      `cannot see what project ${projectId} has in it: ${url} answers ${response.status}: ${text.slice(0, 200)}; set INSIGHTS_URL`,
    );
  }
  const { data } = JSON.parse(text) as { readonly data: { readonly total_events: number } };
  if (data.total_events > 0) {
    throw new CommandError(
      `project ${projectId} has ${data.total_events} events that are not of the demo: name another with --project`,
    );
  }
}
