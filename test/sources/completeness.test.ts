import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import type { Kind } from '../../src/cluster/objects.ts';
import { gapsOfInput, namespacesOfInput } from '../../src/sources/completeness.ts';
import { parseObjects } from '../../src/sources/file.ts';

const object = (kind: string, name = 'x', namespace = 'shop') =>
  `kind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: {}\n`;
const MAPPING = object('Mapping');
const SERVICE = object('Service');
const NAMESPACE = 'kind: Namespace\nmetadata: { name: shop }\n';

function objectsOf(...documents: readonly string[]) {
  return parseObjects(documents.join('---\n'), 'test').objects;
}

function unknown(...documents: readonly string[]): readonly Kind[] {
  return gapsOfInput(objectsOf(...documents)).map(({ kind }) => kind);
}

describe('a kind of which the input has no object', () => {
  it('is unknown when only some kinds were asked for', () => {
    expect(unknown(MAPPING, SERVICE)).toEqual(
      expect.arrayContaining(['Secret', 'Host', 'Listener', 'Pod', 'Deployment']),
    );
    expect(unknown(MAPPING, SERVICE)).not.toContain('Service');
  });

  it('of getambassador.io is absent when another kind of it is there', () => {
    expect(unknown(MAPPING, object('Host'))).not.toContain('Listener');
    expect(unknown(MAPPING, object('Host'))).toContain('Secret');
  });

  it('of getambassador.io is absent beside a workload', () => {
    expect(unknown(MAPPING, object('Deployment'))).not.toContain('Listener');
  });

  it('is absent when the input lists Namespaces, and so describes a whole cluster', () => {
    expect(unknown(MAPPING, NAMESPACE)).not.toContain('Secret');
    expect(unknown(MAPPING, NAMESPACE)).not.toContain('ServiceMonitor');
  });

  it('stays unknown even then when only a running cluster has it', () => {
    expect(unknown(MAPPING, NAMESPACE)).toEqual(expect.arrayContaining(['Pod', 'Endpoints', 'EndpointSlice']));
  });
});

describe('what kubectl read, which has a uid', () => {
  const read = (kind: string) => object(kind).replace('name: x', 'name: x, uid: u1');
  const whole = ['Mapping', 'Host', 'TLSContext', 'AuthService', 'Module'].map(read);

  it('was asked for kind by kind: another kind of getambassador.io proves nothing', () => {
    expect(unknown(read('Mapping'), read('Host'), read('Deployment'))).toContain('Listener');
  });

  it('was asked for as a whole when a kind is there that nobody asks for by name', () => {
    expect(unknown(read('Mapping'), read('Module'))).not.toContain('Listener');
    expect(unknown(...whole)).not.toContain('Listener');
  });

  it('without any Secret had its Secrets kept back, also when Namespaces are listed', () => {
    expect(unknown(read('Mapping'), NAMESPACE)).toContain('Secret');
    expect(unknown(MAPPING, NAMESPACE)).not.toContain('Secret');
  });

  it('of two namespaces is no whole cluster, even with the gateway in it', () => {
    const gateway =
      'kind: Pod\nmetadata: { name: g, namespace: emissary, uid: u }\nspec: { containers: [{ name: e, image: "emissary-ingress/emissary:4.0.1" }] }\nstatus: { phase: Running }\n';
    expect(namespacesOfInput(objectsOf(read('Mapping'), gateway))).toEqual(['emissary', 'shop']);
    expect(namespacesOfInput(objectsOf(read('Mapping'), gateway, object('Service', 'k', 'default')))).toBeUndefined();
  });

  it('a Pod without status is a manifest, and says nothing of those that run', () => {
    expect(unknown(object('Pod'))).toContain('Pod');
  });
});

describe('a namespace', () => {
  it('of which nothing is in the input is unknown', () => {
    const objects = objectsOf(MAPPING, SERVICE);
    expect(namespacesOfInput(objects)).toEqual(['shop']);
    const cluster = indexSnapshot({
      clusterName: 'c',
      takenAt: new Date(0),
      objects,
      gaps: [],
      problems: [],
      namespaces: ['shop'],
    });
    expect(cluster.lacks('Service', 'shop', 'cart')).toBe(true);
    expect(cluster.lacks('Service', 'elsewhere', 'cart')).toBe(false);
    expect(cluster.hasNamespace('elsewhere')).toBeUndefined();
    expect(cluster.knows('Service', 'shop')).toBe(true);
    expect(cluster.knows('Service')).toBe(false);
  });

  it('is known when the gateway itself is there beside other namespaces', () => {
    const gateway = `kind: Pod
metadata: { name: g, namespace: emissary }
spec: { containers: [{ name: e, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
`;
    expect(namespacesOfInput(objectsOf(MAPPING, gateway))).toBeUndefined();
    expect(namespacesOfInput(objectsOf(gateway))).toEqual(['emissary']);
  });

  it('is known for sure when Namespaces are listed', () => {
    const objects = objectsOf(MAPPING, SERVICE, NAMESPACE);
    expect(namespacesOfInput(objects)).toBeUndefined();
    const cluster = indexSnapshot({
      clusterName: 'c',
      takenAt: new Date(0),
      objects,
      gaps: [],
      problems: [],
    });
    expect(cluster.hasNamespace('elsewhere')).toBe(false);
    expect(cluster.lacks('Service', 'elsewhere', 'cart')).toBe(true);
  });
});
