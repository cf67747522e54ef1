import type { Cluster } from './cluster.ts';
import { selects } from './labels.ts';
import type { LabelSelector } from './objects.ts';

const NAME = 'kubernetes.io/metadata.name';

/** The labels of a namespace, as far as they are known: every one has its name as a label. */
export function namespaceLabels(cluster: Cluster<'Namespace'>, name: string): Readonly<Record<string, string>> {
  return { [NAME]: name, ...cluster.find('Namespace', '', name)?.metadata.labels };
}

/** Whether a selector picks a namespace; undefined when it asks for labels that are not known. */
export function selectsNamespace(
  cluster: Cluster<'Namespace'>,
  selector: LabelSelector,
  name: string,
): boolean | undefined {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  const isKnown = cluster.find('Namespace', '', name) !== undefined || keys.every((key) => key === NAME);
  return isKnown ? selects(selector, namespaceLabels(cluster, name)) : undefined;
}
