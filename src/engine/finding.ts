import { createHash } from 'node:crypto';
import type { AnyObject, Ref } from '../cluster/objects.ts';
import type { Area, Check, Draft, Severity, Value, Words } from './check.ts';

/** A Value made plain, so that a finding can be stored, sent and read back unchanged. */
export type Fact = string | number | Words | Ref | readonly Ref[] | readonly string[] | { readonly date: string };

/** One problem on one object. It holds all that is needed to write it, also when its check is long gone. */
export interface Finding {
  /** The same until the problem is gone, however its severity, numbers or wording change. */
  readonly fingerprint: string;
  readonly code: string;
  readonly name: string;
  readonly area: Area;
  readonly title: string;
  readonly severity: Severity;
  readonly on: Ref;
  /** `message`, `why` and `fix` are templates; `data` holds what their placeholders stand for. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly command?: string;
  readonly data: Readonly<Record<string, Fact>>;
  readonly evidence: readonly { readonly at: Ref; readonly path: string; readonly value?: Fact }[];
  /** Each object once, and never the one it is on. */
  readonly related: readonly Ref[];
  /** It stops every later change of the gateway's configuration. */
  readonly freezes?: boolean;
  /** The fingerprint of the finding that explains this one. */
  readonly causedBy?: string;
  /** How many other findings this one explains. */
  readonly explains?: number;
}

/** Makes a finding of what a check reported. */
export function toFinding(check: Check, draft: Draft): Finding {
  const { on, key, severity = check.severity, data, evidence, related = [], command } = draft;
  return {
    fingerprint: fingerprint(check.code, refOf(on), key),
    code: check.code,
    name: check.name,
    area: check.area,
    title: check.title,
    severity,
    on: refOf(on),
    message: check.message,
    why: check.why,
    fix: check.fix,
    ...(command !== undefined && { command }),
    data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, factOf(value)])),
    evidence: evidence.map(({ at, path, value }) => ({
      at: refOf(at),
      path,
      ...(value !== undefined && { value: factOf(value) }),
    })),
    related: othersThan(refOf(on), related.map(refOf)),
    ...(check.freezes && severity === 'critical' && { freezes: true }),
  };
}

/** The identity of a problem: code, object and key, and nothing that changes. 12 hexadecimal digits. */
export function fingerprint(code: string, { kind, namespace, name }: Ref, key = ''): string {
  return createHash('sha256')
    .update(JSON.stringify([code, kind, namespace, name, key]))
    .digest('hex')
    .slice(0, 12);
}

/** An object's name, also of one that is only a name. */
export function refOf(object: AnyObject | Ref): Ref {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return { kind: object.kind, namespace, name };
}

function othersThan(on: Ref, related: readonly Ref[]): readonly Ref[] {
  const byName = new Map(related.map((ref) => [JSON.stringify(ref), ref]));
  byName.delete(JSON.stringify(on));
  return [...byName.values()];
}

function factOf(value: Value): Fact {
  if (value instanceof Date) return { date: value.toISOString() };
  if (typeof value === 'string' || typeof value === 'number') return value;
  if ('words' in value) return value;
  if (!isList(value)) return refOf(value);
  return value.every((item) => typeof item === 'string') ? value : value.map((item) => refOf(item as AnyObject | Ref));
}

function isList(value: Value): value is readonly string[] | readonly (AnyObject | Ref)[] {
  return Array.isArray(value);
}
