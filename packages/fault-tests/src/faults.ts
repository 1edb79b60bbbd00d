import { publishPoison } from './poison.ts';
import type { Fault } from './scenario.ts';
import type { FaultSystem } from './system.ts';
import { waitUntil } from './wait-until.ts';

const calm: Fault = {
  name: 'none',
  run: (_, { moment }) => moment(1_500, 1_500),
};

const killIngest: Fault = {
  name: 'ingest killed',
  async run({ ingests }, { random, moment }) {
    const victim = random.pick(ingests);
    await victim.kill();
    await moment(0, 300);
    await victim.start();
    await moment(100, 500);
  },
};

const killWorker: Fault = {
  name: 'worker killed',
  async run({ workers }, { random, moment }) {
    for (let round = 0; round < 2; round++) {
      const victim = random.pick(workers);
      await victim.kill();
      await moment(0, 300);
      await victim.start();
      await moment(50, 600);
    }
  },
};

const killAllApps: Fault = {
  name: 'all ingests and workers killed',
  async run({ ingests, workers }, { moment }) {
    const all = [...ingests, ...workers];
    await Promise.all(all.map((app) => app.kill()));
    await moment(0, 500);
    await Promise.all(all.map((app) => app.start()));
    await moment(300, 800);
  },
};

/** The narrow gaps: before a table's insert, and between ClickHouse having written and the worker knowing. */
const killWorkerAtInsert: Fault = {
  name: 'worker killed at an insert',
  async run({ workers, clickhouseProxy: { faults } }, { random, moment }) {
    for (let round = 0; round < 2; round++) {
      const table = random.pick(['events', 'profile_changes', 'ingest_counters', 'profiles']);
      const phase = random.pick(['before', 'after'] as const);
      await new Promise<void>((resolve) => {
        faults.onInsert = async (insertedTable, insertedPhase) => {
          if (insertedTable !== table || insertedPhase !== phase) return;
          faults.onInsert = undefined;
          // Who of the two has sent it is not known here: both die.
          await Promise.all(workers.map((worker) => worker.kill()));
          resolve();
        };
      });
      await Promise.all(workers.map((worker) => worker.start()));
      await moment(0, 300);
    }
  },
};

/** The gap between a batch being known as done and its jobs being gone. */
const killWorkerAtCompletion: Fault = {
  name: 'worker killed before its jobs complete',
  async run({ workers, redisProxy }, { moment }) {
    await new Promise<void>((resolve, reject) => {
      redisProxy.onceSent('analytics-events:metrics:completed', () => {
        Promise.all(workers.map((worker) => worker.kill())).then(() => resolve(), reject);
      });
    });
    redisProxy.cut();
    await Promise.all(workers.map((worker) => worker.start()));
    await moment(0, 300);
  },
};

const killRedis: Fault = {
  name: 'Redis killed',
  async run({ redis }, { moment }) {
    for (let round = 0; round < 2; round++) {
      await redis.kill();
      await moment(0, 1_000);
      await redis.restart();
      await moment(300, 1_000);
    }
  },
};

const cutRedis: Fault = {
  name: 'connections to Redis cut',
  async run({ redisProxy }, { moment }) {
    for (let round = 0; round < 12; round++) {
      redisProxy.cut();
      await moment(20, 300);
    }
  },
};

const fillRedis: Fault = {
  name: 'Redis out of memory',
  async run({ inspect: { redis } }, { moment }) {
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', String(used + 200_000));
    await moment(2_000, 3_000);
    // Not even what is there fits: nothing can be written at all.
    await redis.config('SET', 'maxmemory', '1000000');
    await moment(1_500, 2_500);
    await redis.config('SET', 'maxmemory', '0');
    await moment(500, 1_000);
  },
};

const clickhouseAway: Fault = {
  name: 'ClickHouse away',
  async run({ clickhouseProxy: { faults } }, { moment }) {
    faults.away = true;
    await moment(4_000, 5_000);
    faults.away = false;
    await moment(300, 800);
  },
};

const clickhouseStalled: Fault = {
  name: 'ClickHouse stalled',
  async run({ clickhouseProxy: { faults } }, { moment }) {
    faults.stalled = true;
    await moment(2_500, 3_500);
    faults.stalled = false;
    await moment(300, 800);
  },
};

const clickhouseLate: Fault = {
  name: 'ClickHouse answers late, worker killed meanwhile',
  async run({ clickhouseProxy: { faults }, workers }, { random, moment }) {
    faults.answerDelayMs = 700;
    await moment(800, 1_500);
    const victim = random.pick(workers);
    await victim.kill();
    await victim.start();
    await moment(300, 900);
    faults.answerDelayMs = 0;
  },
};

const clickhouseDropsAnswers: Fault = {
  name: 'ClickHouse writes, its answer is lost',
  async run({ clickhouseProxy: { faults } }, { moment }) {
    faults.droppedAnswers = 0.5;
    faults.cutBodies = 0.2;
    await moment(3_000, 4_000);
  },
};

const killClickhouse: Fault = {
  name: 'ClickHouse killed',
  async run({ clickhouse, clickhouseProxy: { faults } }, { random, moment }) {
    for (let round = 0; round < 2; round++) {
      // In the middle of an insert.
      await new Promise<void>((resolve) => {
        faults.onInsert = (_table, phase) => {
          if (phase !== 'before') return;
          faults.onInsert = undefined;
          setTimeout(() => void clickhouse.kill().then(resolve), random.between(0, 12));
        };
      });
      await moment(0, 300);
      await clickhouse.restart();
      await moment(200, 600);
    }
  },
};

const killMariadb: Fault = {
  name: 'MariaDB away',
  async run({ mariadb, ingests }, { random, moment }) {
    await mariadb.kill();
    await moment(1_500, 2_500);
    // One that knows no client yet can let nobody in.
    const victim = random.pick(ingests);
    await victim.kill();
    const starting = victim.start();
    await moment(500, 1_000);
    await mariadb.restart();
    await starting;
    await moment(300, 600);
  },
};

const raceInstances: Fault = {
  name: 'workers killed in turn while copies race',
  async run({ workers }, { moment }) {
    for (const victim of workers) {
      await victim.kill();
      await moment(0, 100);
      await victim.start();
    }
  },
};

const stopUnderLoad: Fault = {
  name: 'SIGTERM under load',
  async run({ ingests, workers, clickhouseProxy: { faults } }, { random, moment }) {
    const some = [random.pick(workers), random.pick(ingests)];
    await Promise.all(some.map(stopInOrder));
    await Promise.all(some.map((app) => app.start()));
    await moment(100, 400);
    // While nothing can be stored, what is in hand is given back.
    faults.stalled = true;
    await moment(600, 900);
    await Promise.all(workers.map(stopInOrder));
    faults.stalled = false;
  },
};

async function stopInOrder(app: FaultSystem['workers'][number]): Promise<void> {
  const { code, elapsedMs } = await app.stop();
  if (code !== 0 || elapsedMs > 10_000) {
    throw new Error(`${app.name} ended with ${code} after ${elapsedMs} ms of SIGTERM`);
  }
}

/** What nobody can store, between what everybody sends: only it goes to the dead letters. */
const poison: Fault = {
  name: 'poisoned chunks',
  async run(system, { project, moment }) {
    const { inspect, prefix } = system;
    const letters = `${prefix}:analytics-dead-letters:wait`;
    const before = await inspect.redis.llen(letters);
    const expected = await publishPoison(system, project);
    await moment(300, 600);
    await waitUntil(
      'the poison is among the dead letters',
      30_000,
      async () => (await inspect.redis.llen(letters)) === before + expected,
    );
  },
};

/** Frozen for longer than its locks last; when it wakes, its chunks are another's, or done. */
const freezeWorker: Fault = {
  name: 'worker frozen past its locks',
  async run({ workers }, { random, moment }) {
    const victim = random.pick(workers);
    victim.freeze();
    await moment(4_200, 5_000);
    victim.thaw();
    await moment(300, 800);
  },
};

export const faults: readonly Fault[] = [
  calm,
  killIngest,
  killWorker,
  killAllApps,
  killWorkerAtInsert,
  killWorkerAtCompletion,
  poison,
  raceInstances,
  stopUnderLoad,
  freezeWorker,
  killRedis,
  cutRedis,
  fillRedis,
  clickhouseAway,
  clickhouseStalled,
  clickhouseLate,
  clickhouseDropsAnswers,
  killClickhouse,
  killMariadb,
];
