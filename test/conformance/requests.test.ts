import { describe, expect, test } from 'vitest';
import { refusalsOf } from '../../src/cluster/envoy-refusals.ts';
import { matchRequest, type Outcome } from '../../src/cluster/match.ts';
import { type Routing, routingOf } from '../../src/cluster/routing.ts';
import { clusterOf, objectsIn } from '../cluster/clusters.ts';
import { CONFORMANCE_DIR, cases } from './expected.ts';
import { knownRequests } from './known-differences.ts';
import {
  answerExpected,
  answerOurs,
  areSameShares,
  asRequest,
  isSameAnswer,
  requestCases,
  type SentRequest,
  sharesExpected,
  sharesOurs,
} from './requests.ts';

const all = requestCases();
const clusters = new Map(cases().map(({ name, yaml }) => [name, yaml]));

describe.skipIf(all.length === 0)(`requests, against a real Envoy (${CONFORMANCE_DIR})`, () => {
  test.each(all.map(({ name, requests }) => [name, requests] as const))('%s', (name, requests) => {
    const objects = objectsIn(clusters.get(name) ?? '');
    const wrong: string[] = [];
    for (const sent of requests) {
      const { without = [] } = sent;
      const kept = objects.filter(
        ({ kind, metadata }) => !without.includes(`${kind}/${metadata.name}.${metadata.namespace}`),
      );
      const [routing] = routingOf(clusterOf(...kept));
      if (!routing || isRight(routing, sent)) continue;
      wrong.push(`${name} ${sent.id}`);
    }
    expect(wrong).toEqual(Object.keys(knownRequests).filter((key) => key.startsWith(`${name} `)));
  });
});

function isRight(routing: Routing, sent: SentRequest): boolean {
  const outcome = outcomeOf(routing, sent);
  const ours = answerOurs(outcome);
  if (!isSameAnswer(ours, answerExpected(sent.answer))) return false;
  return ours !== 'shared' || areSameShares(sharesOurs(outcome), sharesExpected(sent.answer));
}

/** What a gateway that has just started does: of what Envoy refuses it has nothing. */
function outcomeOf(routing: Routing, sent: SentRequest): Outcome {
  const refused = refusalsOf(routing).filter(({ listener }) => listener.port === sent.request.listener);
  const [first] = refused;
  if (refused.some(({ what }) => what === 'listener')) return { kind: 'no-listener' };
  if (first) return { kind: 'no-host', listener: first.listener };
  return matchRequest(routing, asRequest(sent));
}
