import { parentPort, workerData } from 'node:worker_threads';
import { checks as ours } from './checks/index.ts';
import type { InspectOptions, Reader } from './commands/tools.ts';
import { type Ask, type News, type Order, openSource, type Rules, readHere, type Told } from './inspect.ts';
import { keepYoungSpaceSmall } from './memory.ts';
import { loadOwnChecks, type OwnChecks, OwnChecksError, type OwnFolder } from './own/load.ts';
import { SourceError } from './sources/source.ts';

// The thread that readInThread starts: one order in, news out, the end.
const { source: place, clusterName, now, settings, own: folder, ask } = workerData as Order;
const say = (news: News) => parentPort?.postMessage(news);

keepYoungSpaceSmall();
const running = (what: string) => say({ kind: 'running', what });
const own = folder ? await ownChecks(folder) : { checks: [], problems: [] };
const checks = [...ours, ...own.checks];
const rules: Rules = {
  ...{ settings, catalogue: checks, problems: own.problems },
  onCheck: ({ code, name }) => running(`check ${code} ${name}`),
};
try {
  const source = openSource(place, () => new Date());
  try {
    const onProgress: InspectOptions['onProgress'] = (progress) => say({ kind: 'progress', progress });
    say(await answer(ask, readHere(source, rules), { now, onProgress }));
  } finally {
    await source.close();
  }
} catch (error) {
  if (!(error instanceof SourceError)) throw error;
  say({ kind: 'unreachable', message: error.message, advice: error.advice });
}

async function answer(asked: Ask, reader: Reader, options: InspectOptions): Promise<Told> {
  switch (asked.kind) {
    case 'report':
      return { kind: 'report', report: { ...(await reader.inspect(named(asked.codes), options)), clusterName } };
    case 'routes':
      return { kind: 'routes', seen: { ...(await reader.routes(options)), clusterName } };
    case 'trace': {
      const seen = await reader.trace(asked.request, named(asked.codes), options);
      return { kind: 'trace', seen: { ...seen, clusterName } };
    }
    case 'simulate': {
      const seen = await reader.simulate(asked.change, named(asked.codes), options);
      return { kind: 'simulate', seen: { ...seen, clusterName } };
    }
  }
}

/** A folder that is gone since the start is a problem, and our checks go on. */
async function ownChecks(wanted: OwnFolder): Promise<OwnChecks> {
  try {
    return await loadOwnChecks(wanted, ours, running);
  } catch (error) {
    if (!(error instanceof OwnChecksError)) throw error;
    return { checks: [], problems: [{ where: wanted.path, message: error.message }] };
  }
}

function named(codes: readonly string[]) {
  return checks.filter(({ code }) => codes.includes(code));
}
