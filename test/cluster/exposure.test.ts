import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../src/cluster/exposure.ts';
import { tlsFronts } from '../../src/cluster/fronts.ts';
import { routingOf } from '../../src/cluster/routing.ts';
import { GATEWAY, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

function seen(...yaml: readonly string[]) {
  const cluster = clusterOf(...yaml.flatMap(objectsIn));
  const [routing] = routingOf(cluster);
  if (!routing) throw new Error('no gateway');
  return { exposure: exposureOf(cluster, routing), fronts: tlsFronts(cluster, routing) };
}

const admin = `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ name: admin, port: 8877, targetPort: admin }] }
`;

describe('exposureOf', () => {
  it('knows the ports for traffic, by number and by name, and leaves administration out', () => {
    const { exposure } = seen(...PLAIN, admin);
    expect(exposure.ports.map(({ port, target }) => [port.port, target])).toEqual([
      [80, 8080],
      [443, 8443],
    ]);
    expect(exposure.isComplete).toBe(true);
    expect(exposure.foreign.has(8877)).toBe(true);
  });

  it('says when something cannot be told', () => {
    expect(seen(GATEWAY.replace('targetPort: https', 'targetPort: tls'), ...PLAIN.slice(1)).exposure.isComplete).toBe(
      false,
    );
    expect(seen(...PLAIN.slice(1)).exposure.isComplete).toBe(false);
  });
});

describe('tlsFronts', () => {
  it('sees none in a load balancer that only forwards', () => {
    expect(seen(...PLAIN).fronts).toEqual([]);
  });

  it('sees a Hetzner load balancer that speaks https', () => {
    const hetzner = GATEWAY.replace(
      'namespace: emissary }\nspec:\n  type',
      'namespace: emissary, annotations: { load-balancer.hetzner.cloud/protocol: https } }\nspec:\n  type',
    );
    expect(seen(hetzner, ...PLAIN.slice(1)).fronts.map(({ listeners }) => listeners.map(({ port }) => port))).toEqual([
      [8080],
    ]);
  });
});
