import type { LabelSelector, PolicyRule } from '../cluster/objects.ts';
import { fieldsOf, isFields, textOf } from './fields.ts';

/*
 * A cluster has thousands of roles and bindings, nearly all for something else: of these nothing but their names is kept,
 * and no name of a person.
 */

/** Of the rules of a role those by which a gateway can list or watch something it reads. */
export function listingRules(rules: unknown): readonly PolicyRule[] {
  return fieldLists(rules).flatMap((rule): readonly PolicyRule[] => {
    const [apiGroups, resources, verbs] = [rule['apiGroups'], rule['resources'], rule['verbs']].map(textsOf);
    if (!apiGroups?.some(isRead) || !resources || !verbs?.some((verb) => LISTING.has(verb))) return [];
    const resourceNames = textsOf(rule['resourceNames']);
    return [{ apiGroups, resources, verbs, ...(resourceNames.length > 0 && { resourceNames }) }];
  });
}

/** The subjects of a binding that can be a gateway: accounts, and groups and users that Kubernetes itself has. */
export function knownSubjects(subjects: unknown): readonly object[] {
  return fieldLists(subjects).flatMap((subject) => {
    const [kind, name, namespace] = [subject['kind'], subject['name'], subject['namespace']].map(textOf);
    if (!kind || !name || (kind !== 'ServiceAccount' && !name.startsWith('system:'))) return [];
    return [{ kind, name, ...(namespace && { namespace }) }];
  });
}

/** A list of label selectors. */
export function labelSelectors(selectors: unknown): readonly LabelSelector[] {
  return fieldLists(selectors).map(({ matchLabels, matchExpressions }) => ({
    ...(isFields(matchLabels) && {
      matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [key, `${value}`])),
    }),
    ...(Array.isArray(matchExpressions) && {
      matchExpressions: fieldLists(matchExpressions).map(({ key, operator, values }) => ({
        key: `${key}`,
        operator: `${operator}`,
        values: textsOf(values),
      })),
    }),
  }));
}

const LISTING: ReadonlySet<string> = new Set(['list', 'watch', '*']);

function isRead(group: string): boolean {
  return group === '' || group === '*' || group === 'extensions' || /^(getambassador|networking\.k8s)\.io$/.test(group);
}

function fieldLists(value: unknown): readonly ReturnType<typeof fieldsOf>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
