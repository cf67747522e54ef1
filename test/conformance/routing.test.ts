import { describe, expect, test } from 'vitest';
import { installationsOf } from '../../src/cluster/installations.ts';
import { routingOf } from '../../src/cluster/routing.ts';
import { clusterOf, objectsIn } from '../cluster/clusters.ts';
import { comparedExpected, comparedOurs, differences } from './compared.ts';
import { CONFORMANCE_DIR, cases } from './expected.ts';
import { knownDifferences } from './known-differences.ts';

const all = cases();

describe.skipIf(all.length === 0)(`routing, against Emissary's compiler (${CONFORMANCE_DIR})`, () => {
  test.each(all.map(({ name, yaml, expected }) => [name, yaml, expected] as const))('%s', (name, yaml, expected) => {
    const { admission = {}, as_admitted: answer = expected } = expected;
    const admitted = objectsIn(yaml).filter(
      ({ kind, metadata }) => !(`${kind}/${metadata.name}.${metadata.namespace}` in admission),
    );
    const cluster = clusterOf(...admitted);
    expect(installationsOf(cluster)).toHaveLength(1);
    const [routing] = routingOf(cluster);
    if (!routing) return;

    const carriers = [...cluster.all('Service'), ...cluster.all('Ingress')];
    const leftOut = carriers.flatMap(({ annotationFaults = [] }) =>
      annotationFaults.flatMap(({ object }) => object ?? []),
    );
    const [ours, theirs] = [comparedOurs(routing, leftOut), comparedExpected(answer)];
    const known = knownDifferences[name];
    if (known) expect(differences(ours, theirs), known.why).toEqual(known.parts);
    else expect(ours).toEqual(theirs);
  });
});
