import type { Engine } from '@gatrix/analytics-reports/testing';

export interface Interruption {
  /** Over a statement; of an insert of rows from here it is the table's name. */
  readonly at: (statement: string) => boolean;
  readonly when: 'before' | 'after';
  readonly run: () => Promise<unknown>;
}

interface Params {
  readonly query?: string;
  readonly table?: string;
}

/** The engine, where each interruption runs once, before or after the first statement that it is for. */
export function interruptedEngine(engine: Engine, interruptions: readonly Interruption[]): Engine {
  const left = new Set(interruptions);
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      if (name !== 'command' && name !== 'query' && name !== 'insert') return member.bind(client);
      return async (params: Params) => {
        const due = [...left].filter(({ at }) => at(params.query ?? params.table ?? ''));
        for (const interruption of due) left.delete(interruption);
        for (const { when, run } of due) if (when === 'before') await run();
        const answer: unknown = await member.call(client, params);
        for (const { when, run } of due) if (when === 'after') await run();
        return answer;
      };
    },
  });
  return { ...engine, clickhouse };
}
