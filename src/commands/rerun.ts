import { isOff } from '../engine/settings.ts';
import type { Refusal, RerunAnswer } from './answer.ts';
import type { Asked } from './check.ts';
import type { RememberingTools } from './tools.ts';

/** Runs only the check of one remembered finding again, and says how that finding stands now. */
export async function rerun(
  fingerprint: string,
  { by, onProgress }: Asked,
  tools: RememberingTools,
): Promise<RerunAnswer | Refusal> {
  const { store, clusterName } = tools;
  const before = await store.find(clusterName, fingerprint);
  if (!before) return forgotten();
  const { code, name } = before.finding;
  const check = tools.checks.find((candidate) => candidate.code === code);
  if (!check) return { kind: 'refused', reason: `The check ${code} ${name} is not part of this version any more.` };
  if (isOff(check, tools.settings)) return { kind: 'refused', reason: `The check ${code} ${name} is turned off.` };

  const now = tools.now();
  const report = await tools.inspect([check], { now, ...(onProgress && { onProgress }) });
  const changes = await store.update(report, {});
  const tracked = await store.find(clusterName, fingerprint);
  if (!tracked) return forgotten();
  const change = changes.find((one) => one.tracked.finding.fingerprint === fingerprint);
  const skipped = report.skipped.find((skip) => skip.code === code)?.reason;
  return {
    kind: 'rerun',
    clusterName,
    tracked,
    ...(change && { change }),
    ...(skipped !== undefined && { skipped }),
    at: now,
    by,
  };
}

/** What to say of a finding that is no longer remembered. */
export function forgotten(): Refusal {
  return {
    kind: 'refused',
    reason: 'That finding is no longer remembered. Run the check again to see how things stand.',
  };
}
