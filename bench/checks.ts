import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measure.ts';

// Time and memory of all checks over generated clusters of five sizes, each twice the one before: `npm run bench`.
const SEED = 1;
const SIZES = [2500, 5000, 10_000, 20_000, 40_000];
const RUNS = 3;

const rows = SIZES.map((mappings) => median(Array.from({ length: RUNS }, () => measure(mappings))));
const lines = rows.map((row, index) => {
  const before = rows[index - 1];
  const growth = before ? (row.cpuMs / before.cpuMs).toFixed(2) : '';
  return `| ${row.mappings} | ${row.hosts} | ${row.services} | ${row.findings} | ${row.cpuMs} | ${row.wallMs} | ${row.peakMb} | ${growth} |`;
});
const table = [
  '| Mappings | Hosts | Services | findings | CPU ms | wall ms | peak MB | CPU, times the size before |',
  '|---|---|---|---|---|---|---|---|',
  ...lines,
].join('\n');
const about = `Building the model and running every check, one process, median of ${RUNS}. Node ${process.version}, ${cpus().length} cores, seed ${SEED}.`;
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'checks.md'), `# Checks\n\n${about} Written by \`npm run bench\`.\n\n${table}\n`);
console.log(`${about}\n\n${table}`);

function measure(mappings: number): Measurement {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'measure.ts'), `${mappings}`, `${SEED}`], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Measurement;
}

function median(measurements: readonly Measurement[]): Measurement {
  const sorted = measurements.toSorted((a, b) => a.cpuMs - b.cpuMs);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}
