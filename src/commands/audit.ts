import { nearest } from '../cluster/names.ts';
import { isRecord } from '../cluster/records.ts';
import { AUDIT_OUTCOMES, type AuditEntry, type AuditFilter } from '../state/audit.ts';
import { ACTIONS, mayBeSeen, type Permission } from './access.ts';
import type { AuditAnswer, AuditRequest, Refusal } from './answer.ts';
import type { RememberingTools } from './tools.ts';

/** Rows unless told, and at most. */
const ROWS = 10;
const MOST_ROWS = 25;
/** Entries that are looked through for those that may be seen. */
const MOST_READ = 2_000;

/**
 * Understands what stands behind `audit`: a person, an action or a command, an outcome, `-n` rows; in any order.
 *
 * @param commands the names of all commands
 */
export function parseAudit(words: readonly string[], commands: readonly string[]): AuditRequest | Refusal {
  const known = [...new Set([...Object.keys(ACTIONS), ...commands, ...AUDIT_OUTCOMES])];
  let request: AuditRequest = { rows: ROWS };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [, person] = /^<?@?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?$/.exec(word) ?? [];
    const outcome = AUDIT_OUTCOMES.find((one) => one === word.toLowerCase());
    if (word === '-n') {
      const rows = Number(words[++index]);
      if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) {
        return { kind: 'refused', reason: `-n needs a number of rows from 1 to ${MOST_ROWS}: audit denied -n 20` };
      }
      request = { ...request, rows };
    } else if (person !== undefined) request = { ...request, by: person };
    else if (outcome) request = { ...request, outcome };
    else if (known.includes(word.toLowerCase())) request = { ...request, word: word.toLowerCase() };
    else {
      const near = nearest(word.toLowerCase(), known);
      const hint = near ? ` Did you mean ${near}?` : '';
      return {
        kind: 'refused',
        reason: `audit understands a person, a command, denied, failed and -n rows, not ${word}.${hint}`,
      };
    }
  }
  return request;
}

/** A request as it was stored; undefined when it is none. */
export function auditRequestOf(value: unknown): AuditRequest | undefined {
  if (!isRecord(value) || typeof value['rows'] !== 'number') return undefined;
  const { rows, by, word, before } = value;
  const outcome = AUDIT_OUTCOMES.find((one) => one === value['outcome']);
  return {
    rows,
    ...(typeof by === 'string' && { by }),
    ...(typeof word === 'string' && { word }),
    ...(outcome && { outcome }),
    ...(typeof before === 'string' && { before }),
  };
}

/** What people did about a cluster, newest first, as far as somebody may see it. */
export async function audit(
  { rows, before, ...wanted }: AuditRequest,
  permission: Permission,
  { store, clusterName }: Pick<RememberingTools, 'store' | 'clusterName'>,
): Promise<AuditAnswer> {
  const filter = { ...wanted, cluster: clusterName } satisfies Partial<AuditFilter>;
  const mayRead = ({ namespace }: AuditEntry) => !permission.namespaces || mayBeSeen(namespace ?? '', permission);
  const entries: AuditEntry[] = [];
  let last = before;
  for (let read = 0; read < MOST_READ && entries.length <= rows; ) {
    const limit = MOST_ROWS + 1;
    const page = await store.audited({ ...filter, limit, ...(last !== undefined && { before: last }) });
    entries.push(...page.filter(mayRead));
    read += page.length;
    last = page.at(-1)?.id;
    if (page.length < limit) break;
  }
  const shown = entries.slice(0, rows);
  const oldest = shown.at(-1)?.id;
  const request = { rows, ...wanted };
  const older = entries.length > rows && oldest !== undefined ? { older: { ...request, before: oldest } } : {};
  return {
    kind: 'audit',
    clusterName,
    request: { ...request, ...(before !== undefined && { before }) },
    entries: shown,
    ...older,
  };
}
