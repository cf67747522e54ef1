import { openStore } from '../../src/state/open.ts';
import { finding, report } from './given.ts';

// Updates in a loop until it is killed: run n finds n. Says `ready` once it is under way.
const [path = ''] = process.argv.slice(2);
const store = await openStore({ path, now: () => new Date() });
const known = await store.read('prod-eu');
for (let n = known[0] ? Number(known[0].finding.data['n']) : 0; ; n += 1) {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000);
  const findings = Array.from({ length: 200 }, (_, index) => ({ ...finding(`f${index}`), data: { n } }));
  await store.update(report(findings, { at }));
  if (process.send && n % 5 === 0) process.send('ready');
}
