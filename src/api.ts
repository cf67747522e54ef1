/** What own checks import as `attache`; see docs/own-checks.md. */
export type { Cluster } from './cluster/cluster.ts';
export type { AnyObject, Kind, Kinds, Ref } from './cluster/objects.ts';
export {
  type Area,
  type Check,
  type CheckContext,
  type Draft,
  defineCheck,
  type Evidence,
  type Options,
  type Severity,
  type Value,
  type Words,
  words,
} from './engine/check.ts';
export { kubectl, logs, patch, quote } from './engine/kubectl.ts';
export { count } from './engine/text.ts';
export { between, daysUntil, timeOf } from './engine/time.ts';
