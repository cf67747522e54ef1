import { describe, expect, test } from 'vitest';
import { routingOf } from '../../src/cluster/routing.ts';
import { traceRequest } from '../../src/cluster/trace.ts';
import { clusterOf, objectsIn } from '../cluster/clusters.ts';
import { CONFORMANCE_DIR, cases } from './expected.ts';
import { knownRequests } from './known-differences.ts';
import { asRequest, requestCases, type SentRequest } from './requests.ts';
import { differences } from './traced.ts';

const all = requestCases();
const clusters = new Map(cases().map(({ name, yaml }) => [name, yaml]));

describe.skipIf(all.length === 0)(`traces of requests, against a real Envoy (${CONFORMANCE_DIR})`, () => {
  test.each(all.map(({ name, requests }) => [name, requests] as const))('%s', (name, requests) => {
    const wrong = requests.flatMap((sent) => {
      const key = `${name} ${sent.id}`;
      const found = wrongIn(clusters.get(name) ?? '', sent);
      // A request that we get right has to leave the list of known differences.
      if (key in knownRequests) return found.length > 0 ? [] : [`${key} is right`];
      return found.map((difference) => `${key} ${difference}`);
    });
    expect(wrong).toEqual([]);
  });
});

function wrongIn(yaml: string, sent: SentRequest): readonly string[] {
  const cluster = clusterWithout(yaml, sent.without ?? []);
  const [routing] = routingOf(cluster);
  if (!routing) return ['there is no gateway'];
  const [hop] = traceRequest(cluster, routing, asRequest(sent), cluster.takenAt).hops;
  return hop ? differences(hop, sent.answer) : ['there is no trace'];
}

const known = new Map<string, ReturnType<typeof clusterOf>>();

/** The cluster without some objects; once for all requests to it. */
function clusterWithout(yaml: string, without: readonly string[]): ReturnType<typeof clusterOf> {
  const key = `${without.join()} ${yaml}`;
  const kept = () =>
    objectsIn(yaml).filter(({ kind, metadata }) => !without.includes(`${kind}/${metadata.name}.${metadata.namespace}`));
  const cluster = known.get(key) ?? clusterOf(...kept());
  known.set(key, cluster);
  return cluster;
}
