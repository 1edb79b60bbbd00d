import type { z } from 'zod';

export interface ConfigProblem {
  /** The variable's name; undefined where a rule concerns several of them. */
  readonly variable: string | undefined;
  readonly problem: string;
}

/** Every problem of an environment at once; `message` has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const lines = problems.map(({ variable, problem }) => `  ${variable ? `${variable}: ` : ''}${problem}`);
    super(`The configuration has ${count}:\n${lines.join('\n')}`);
    this.problems = problems;
    // Who sees this is at fault in the environment, not in the code: a stack trace would bury the lines above.
    this.stack = `${this.name}: ${this.message}`;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const secretName = /secret|password|token|key|credential|url/i;

/**
 * Reads an environment through a zod object whose keys are variable names. An empty variable counts as unset.
 * Throws a `ConfigError` that lists everything that is wrong.
 */
export function loadConfig<T>(schema: z.ZodType<T>, env: Environment): T {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => toProblem(issue, set)));
}

function toProblem(issue: z.core.$ZodIssue, env: Environment): ConfigProblem {
  const [first] = issue.path;
  if (first === undefined) return { variable: undefined, problem: issue.message };
  const variable = String(first);
  const value = env[variable];
  if (value === undefined) {
    // A rule of the schema's own about an absent variable says more than "required" would.
    const problem = issue.code === 'custom' ? issue.message : 'is required, and is not set';
    return { variable, problem };
  }
  const shown = secretName.test(variable) ? '' : ` (it is ${JSON.stringify(value)})`;
  return { variable, problem: `${issue.message}${shown}` };
}
