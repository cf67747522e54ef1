import { runInNewContext } from 'node:vm';
import { isRecord } from '../cluster/records.ts';
import { type Check, type Draft, SEVERITIES } from '../engine/check.ts';

/** Milliseconds that one own check may take. */
const PATIENCE = 30_000;

/**
 * A check that can do no harm to others: what it reports is looked at, and when it does not end, it is ended. Both are
 * failures of this check alone.
 */
export function guarded(check: Check, patience = PATIENCE): Check {
  const needed = placeholdersOf(check);
  const { run } = check;
  return {
    ...factsOf(check),
    run(context) {
      const report = (draft: Draft) => {
        const mistake = mistakeInDraft(draft, needed);
        if (mistake) throw new Error(`report: ${mistake}`);
        context.report(draft);
      };
      const returned = within(patience, () => run.call(check, { ...context, report }));
      if (isRecord(returned) && typeof returned['then'] === 'function') {
        Promise.resolve(returned).catch(() => {});
        throw new Error('run gave a promise; what it reports after that would be lost');
      }
    },
  };
}

/** All of an own check but what it does. Plain data, whatever else somebody wrote into it. */
export type OwnFacts = Omit<Check, 'run'>;

/** The facts of an own check, for those who do not run it. */
export function factsOf(check: OwnFacts): OwnFacts {
  const { code, name, area, title, severity, reads, message, why, fix, example } = check;
  const { alsoReads, options, explains, freezes, inGeneral, silent } = check;
  return {
    ...{ code, name, area, title, severity, reads, message, why, fix },
    example: { bad: example.bad, good: example.good },
    ...(alsoReads && { alsoReads }),
    ...(options && { options }),
    ...(explains && { explains }),
    ...(freezes && { freezes }),
    ...(inGeneral && { inGeneral }),
    ...(silent && { silent }),
    isOwn: true,
  };
}

function placeholdersOf({ message, why, fix }: Check): readonly string[] {
  return [
    ...new Set([message, why, fix].flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))),
  ];
}

/** Ends a function that does not end by itself. Only V8 can do that, on behalf of a script. */
function within(milliseconds: number, work: () => unknown): unknown {
  try {
    return runInNewContext('work()', { work }, { timeout: milliseconds });
  } catch (error) {
    // An Error of the script's own world, so not ours.
    const isLate = isRecord(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw isLate ? new Error(`it did not end within ${milliseconds / 1000} seconds`) : error;
  }
}

function mistakeInDraft(draft: unknown, needed: readonly string[]): string | undefined {
  if (!isRecord(draft)) return 'needs an object';
  const { on, data, evidence, related = [], severity, key, command } = draft;
  if (!isObject(on)) return 'on has to be an object of the cluster, or its kind, namespace and name';
  if (!isRecord(data)) return 'data has to hold what the placeholders stand for';
  const missing = needed.find((name) => !isValue(data[name]));
  if (missing) return `data has nothing for {${missing}}, or something that is no value`;
  const wrong = Object.keys(data).find((name) => !isValue(data[name]));
  if (wrong) return `${wrong} in data is no value: text, number, Date, object, words('…') or a list`;
  if (!Array.isArray(evidence) || !evidence.every(isEvidence))
    return 'evidence has to be a list of { at, path, value }';
  if (!Array.isArray(related) || !related.every(isObject)) return 'related has to be a list of objects';
  if (severity !== undefined && !SEVERITIES.some((one) => one === severity))
    return `severity can be ${SEVERITIES.join(', ')}`;
  return isText(key) && isText(command) ? undefined : 'key and command are texts';
}

function isEvidence(value: unknown): boolean {
  if (!isRecord(value) || !isObject(value['at']) || typeof value['path'] !== 'string') return false;
  return value['value'] === undefined || isValue(value['value']);
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number') return true;
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') || value.every(isObject);
  return isRecord(value) && (typeof value['words'] === 'string' || isObject(value));
}

function isObject(value: unknown): boolean {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return false;
  const { metadata } = value;
  const { namespace, name } = isRecord(metadata) ? metadata : value;
  return typeof namespace === 'string' && typeof name === 'string';
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
