import { writeSampleCluster, SAMPLE_CLUSTERS } from './src/playground/clusters.ts';
import { fileSource } from './src/sources/file.ts';
import { runChecks } from './src/engine/run.ts';
import { checks } from './src/checks/index.ts';
import { sentences, plain, objectName } from './src/engine/text.ts';
for (const { name } of SAMPLE_CLUSTERS) {
  const folder = `/tmp/samples/${name}`;
  await writeSampleCluster(name, folder, new Date());
  const s = fileSource({ paths: [folder], now: () => new Date() });
  const snap = await s.snapshot(new Set());
  const report = runChecks(snap, checks, { now: new Date() });
  console.log('##', name, snap.objects.length, 'objects', snap.problems, snap.gaps.map(g=>g.kind).join(' '));
  for (const f of report.findings) console.log('  ', f.severity, f.code, f.name, objectName(f.on), '|', sentences(f, plain).message, '|', f.command);
  for (const k of report.skipped) console.log('  skip', k.code, k.reason);
}
