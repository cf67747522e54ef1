import type { LabelSelector } from './objects.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels hold every pair of `wanted`; no pairs are held by anything. */
export function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}

/** Whether a selector picks an object with these labels, as Kubernetes decides: an empty selector picks everything. */
export function selects(selector: LabelSelector, labels: Labels = {}): boolean {
  return (
    hasLabels(labels, selector.matchLabels ?? {}) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** Whether a selector asks for nothing; Go leaves its empty parts out, so that Emissary sees none (`omitempty`). */
export function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/**
 * The condition that a selector written as text sets (`app=shop,tier in (web, api),!old`), as `kubectl -l` reads it.
 * Undefined when the text is none.
 */
export function parseSelector(text: string): ((labels: Labels) => boolean) | undefined {
  const conditions: ((labels: Labels) => boolean)[] = [];
  for (const part of text.match(/[^,(]+(\([^)]*\))?/g) ?? []) {
    const condition = parseRequirement(part.trim());
    if (!condition) return undefined;
    conditions.push(condition);
  }
  return (labels) => conditions.every((holds) => holds(labels));
}

const KEY = String.raw`(?<key>[\w./-]+)`;
const SET = new RegExp(String.raw`^${KEY}\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$`);
const EQUAL = new RegExp(String.raw`^${KEY}\s*(?<operator>==|=|!=)\s*(?<value>[\w.-]*)$`);
const PRESENT = new RegExp(String.raw`^(?<not>!)?\s*${KEY}$`);

function parseRequirement(text: string): ((labels: Labels) => boolean) | undefined {
  const set = SET.exec(text)?.groups;
  if (set) {
    const { key = '', values = '' } = set;
    const wanted = new Set(values.split(',').map((value) => value.trim()));
    return (labels) => wanted.has(labels[key] ?? '\0') !== (set.not !== undefined);
  }
  const equal = EQUAL.exec(text)?.groups;
  if (equal) {
    const { key = '', value = '', operator } = equal;
    return (labels) => (labels[key] === value) !== (operator === '!=');
  }
  const present = PRESENT.exec(text)?.groups;
  if (present) {
    const { key = '' } = present;
    return (labels) => key in labels === (present.not === undefined);
  }
  return undefined;
}
