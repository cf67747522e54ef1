import { checks } from '../src/checks/index.ts';
import { runChecks } from '../src/engine/run.ts';
import { keepYoungSpaceSmall } from '../src/memory.ts';
import { generateCluster, sizeOf } from './cluster.ts';

/** One measurement, in a process of its own so that memory is its own: `node bench/measure.ts MAPPINGS SEED`. */
export interface Measurement {
  readonly mappings: number;
  readonly hosts: number;
  readonly services: number;
  readonly objects: number;
  readonly findings: number;
  /** Milliseconds of building the model and running every check. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Megabytes that the process takes at its highest, the cluster included. */
  readonly peakMb: number;
}

if (import.meta.main) {
  // As the terminal command and the reading thread do.
  keepYoungSpaceSmall();
  const [mappings = 10_000, seed = 1] = process.argv.slice(2).map(Number);
  const size = sizeOf(mappings);
  const snapshot = generateCluster(size, seed);
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const report = runChecks(snapshot, checks, { now: snapshot.takenAt });
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  const measurement: Measurement = {
    ...size,
    objects: snapshot.objects.length,
    findings: report.findings.length,
    cpuMs: Math.round((user + system) / 1000),
    wallMs: Math.round(wallMs),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
}
