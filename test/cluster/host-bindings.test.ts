import { describe, expect, it } from 'vitest';
import { unlistened } from '../../src/cluster/host-bindings.ts';
import { displacedHosts } from '../../src/cluster/same-hostname.ts';
import { GATEWAY, host, listener } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const cluster = (...yaml: readonly string[]) => clusterOf(...[GATEWAY, ...yaml].flatMap(objectsIn));
const bound = (from: string, zone = '') =>
  `protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ${from} }${zone && `, selector: { matchLabels: { zone: ${zone} } }`} }`;

describe('unlistened', () => {
  it('names the Listeners when their namespace is all that is wrong', () => {
    const [found] = unlistened(
      cluster(listener(8080, bound('SELF')), listener(8090, bound('ALL', 'in')), host('a.test')),
    );
    expect(found).toMatchObject({ by: 'namespace', isAll: true });
    expect(found?.by === 'namespace' && found.listeners.map(({ metadata }) => metadata.name)).toEqual(['l8080']);
  });

  it('names the Host when labels are, though the namespace is as well', () => {
    expect(unlistened(cluster(listener(8080, bound('SELF', 'in')), host('a.test')))).toMatchObject([
      { by: 'labels', host: { metadata: { name: 'a-test' } } },
    ]);
  });

  it('takes a missing `from` for SELF', () => {
    const binding = 'protocol: HTTP, securityModel: XFP, hostBinding: { selector: { matchLabels: { zone: in } } }';
    expect(unlistened(cluster(listener(8080, binding), host('a.test', '', { labels: '{ zone: in }' })))).toMatchObject([
      { by: 'namespace' },
    ]);
  });
});

describe('displacedHosts', () => {
  it('says who loses what to whom', () => {
    const found = displacedHosts(
      cluster(
        listener(8080),
        host('a.test', 'requestPolicy: { insecure: { action: Redirect } }', { name: 'one' }),
        host('a.test', 'requestPolicy: { insecure: { action: Route } }', { name: 'two' }),
      ),
    );
    expect(found.map(({ loser, winner, loses }) => [loser.name, winner.name, loses])).toEqual([
      ['one', 'two', 'policy'],
    ]);
  });
});
