import { describe, expect, it } from 'vitest';
import { type Cluster, indexSnapshot, type Snapshot } from '../../src/cluster/cluster.ts';
import { objectsIn } from './clusters.ts';

const SERVICE = (name: string, namespace = 'shop') =>
  `kind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
const NAMESPACE = (name: string) => `kind: Namespace\nmetadata: { name: ${name} }\n`;

function clusterWith(facts: Partial<Snapshot>, ...documents: readonly string[]): Cluster {
  const objects = objectsIn(documents.join('---\n'));
  return indexSnapshot({ clusterName: 'c', takenAt: new Date(0), objects, gaps: [], problems: [], ...facts });
}

describe('objects', () => {
  it('stand in the order of namespace and name, whatever order they came in', () => {
    const cluster = clusterWith({}, SERVICE('b'), SERVICE('a'), SERVICE('c', 'billing'));
    const names = cluster.all('Service').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(names).toEqual(['billing/c', 'shop/a', 'shop/b']);
    expect(cluster.in('Service', 'shop').map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(cluster.find('Service', 'shop', 'b')?.metadata.name).toBe('b');
    expect(cluster.find('Service', 'shop', 'c')).toBeUndefined();
  });
});

describe('what is known', () => {
  it.each([
    ['everything was read', {}, [], true],
    ['the kind could not be read', { gaps: [{ kind: 'Service', reason: 'forbidden' }] }, [], false],
    [
      'one namespace could not be read',
      { gaps: [{ kind: 'Service', namespace: 'a', reason: 'forbidden' }] },
      [],
      false,
    ],
    ['only some namespaces were looked at', { namespaces: ['shop'] }, [], false],
    ['only some of the listed namespaces were looked at', { namespaces: ['shop'] }, [NAMESPACE('other')], false],
    ['all listed namespaces were looked at', { namespaces: ['shop'] }, [NAMESPACE('shop')], true],
  ] as const)('of a kind: %s', (_, facts, documents, expected) => {
    expect(clusterWith(facts, ...documents).knows('Service')).toBe(expected);
  });

  it('is missing only where it was looked for', () => {
    const gaps = [{ kind: 'Service', namespace: 'billing', reason: 'forbidden' }] as const;
    const cluster = clusterWith({ gaps, namespaces: ['shop', 'billing'] }, SERVICE('a'));
    expect(cluster.lacks('Service', 'shop', 'a')).toBe(false);
    expect(cluster.lacks('Service', 'shop', 'b')).toBe(true);
    expect(cluster.lacks('Service', 'billing', 'b')).toBe(false);
    expect(cluster.lacks('Service', 'elsewhere', 'b')).toBe(false);
  });

  it('is absent in a namespace that does not exist, when Namespaces are listed', () => {
    const cluster = clusterWith({ namespaces: ['shop'] }, NAMESPACE('shop'));
    expect(cluster.hasNamespace('shop')).toBe(true);
    expect(cluster.hasNamespace('nowhere')).toBe(false);
    expect(cluster.lacks('Service', 'nowhere', 'a')).toBe(true);
  });

  it('is what the server said does not exist, where only names may be asked for', () => {
    const gaps = [{ kind: 'Secret', namespace: 'shop', reason: 'by name only' }] as const;
    const cluster = clusterWith({ gaps, confirmedAbsent: [{ kind: 'Secret', namespace: 'shop', name: 'gone' }] });
    expect(cluster.lacks('Secret', 'shop', 'gone')).toBe(true);
    expect(cluster.lacks('Secret', 'shop', 'other')).toBe(false);
  });
});
