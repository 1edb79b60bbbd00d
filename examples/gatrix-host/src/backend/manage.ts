import { z } from 'zod';

const answer = z.object({ data: z.looseObject({ id: z.string().default('') }) });

/** Asks the management of the project; resolves with the answer's data. */
export type Manage = (
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: object,
) => Promise<z.output<typeof answer>['data']>;

export function manageOf(
  url: string,
  projectId: string,
  root: { readonly id: string; readonly secret: string },
): Manage {
  return async (method, path, body) => {
    const response = await fetch(`${url}/manage/projects/${projectId}/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'openpanel-client-id': root.id,
        'openpanel-client-secret': root.secret,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${await response.text()}`);
    return answer.parse(await response.json()).data;
  };
}
