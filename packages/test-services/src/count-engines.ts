// For `setupFiles` of vitest, and imported by the apps that tests start: counts the processes that hold ClickHouse's engine.
import { countStart } from './starts.ts';

const load = process.dlopen;
process.dlopen = (...args: Parameters<typeof load>) => {
  if (/chdb/.test(args[1])) countStart('engine');
  return load.apply(process, args);
};
