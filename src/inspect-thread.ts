import { parentPort, workerData } from 'node:worker_threads';
import { checks } from './checks/index.ts';
import { type InspectionNews, type InspectionOrder, inspectHere, openSource } from './inspect.ts';
import { SourceError } from './sources/source.ts';

// The thread that inspectInThread starts: one order in, news out, the end.
const { source: settings, clusterName, codes, now } = workerData as InspectionOrder;
const say = (news: InspectionNews) => parentPort?.postMessage(news);

try {
  const source = openSource(settings, () => new Date());
  try {
    const chosen = checks.filter(({ code }) => codes.includes(code));
    const report = await inspectHere(source)(chosen, {
      now,
      onProgress: (progress) => say({ kind: 'progress', progress }),
    });
    say({ kind: 'report', report: { ...report, clusterName } });
  } finally {
    await source.close();
  }
} catch (error) {
  if (!(error instanceof SourceError)) throw error;
  say({ kind: 'unreachable', message: error.message, advice: error.advice });
}
