import { describe, expect, it } from 'vitest';
import { describeJourney, loops, roundTrips } from '../../src/cluster/round-trips.ts';
import { GATEWAY, mapping, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const cluster = (...yaml: readonly string[]) => clusterOf(...yaml.flatMap(objectsIn));
const BACK = 'service: emissary-ingress.emissary';

describe('roundTrips', () => {
  const ends: Record<string, [readonly string[], string]> = {
    loop: [[mapping('a', `${BACK}, rewrite: ""`)], 'loop'],
    served: [[mapping('a', `${BACK}, rewrite: /b/`), mapping('b')], 'served'],
    nowhere: [[mapping('a', `${BACK}, rewrite: /b/`)], 'nowhere'],
    elsewhere: [[mapping('a', 'host_redirect: true, service: away.test')], 'elsewhere'],
    'a redirect to what is served': [
      [mapping('a', 'host_redirect: true, service: shop.test, path_redirect: /b/'), mapping('b')],
      'served',
    ],
  };
  it.each(Object.entries(ends))('ends at %s', (_, [yaml, end]) => {
    expect(roundTrips(cluster(...PLAIN, ...yaml))[0]?.journey.end).toBe(end);
  });

  it('cannot tell what a TCPMapping does with the bytes', () => {
    const gateway = GATEWAY.replace(
      'ports: [{ name: http, port',
      'ports: [{ name: db, port: 5432 }, { name: http, port',
    );
    const database =
      'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, service: "db:5432" }';
    const trips = roundTrips(
      cluster(gateway, ...PLAIN.slice(1), database, mapping('a', 'service: "emissary-ingress.emissary:5432"')),
    );
    expect(trips.map(({ journey }) => journey.end)).toEqual(['unknown']);
  });

  it('says what shows that the upstream is the gateway', () => {
    const by = (service: string) => roundTrips(cluster(...PLAIN, mapping('a', `service: "${service}"`)))[0]?.by;
    expect(by('emissary-ingress.emissary')).toBe('service');
    expect(by('10.96.0.7')).toBe('address');
    expect(by('127.0.0.1:8080')).toBe('pod');
    expect(by('shop.test')).toBe('name');
    expect(by('127.0.0.1:8877')).toBeUndefined();
    expect(by('emissary-ingress.emissary:9999')).toBeUndefined();
    expect(by('other.emissary')).toBeUndefined();
  });

  it('tells a journey step by step', () => {
    const [trip] = roundTrips(cluster(...PLAIN, mapping('a', `${BACK}, rewrite: /b/`), mapping('b')));
    expect(trip && describeJourney(trip.journey)).toBe('http://shop.test/a/ → Mapping shop/a → Mapping shop/b');
  });
});

describe('loops', () => {
  it('finds a circle once, however many lead into it', () => {
    const found = loops(
      cluster(
        ...PLAIN,
        mapping('b', `${BACK}, rewrite: /c/`),
        mapping('c', `${BACK}, rewrite: /b/`),
        mapping('in', `${BACK}, rewrite: /c/`),
      ),
    );
    expect(found.map(({ mappings, kind }) => [kind, mappings.map(({ metadata }) => metadata.name)])).toEqual([
      ['upstream', ['b', 'c']],
    ]);
  });

  it('notices a path that grows', () => {
    const [loop] = loops(cluster(...PLAIN, mapping('a', `${BACK}, rewrite: /a/more/`)));
    expect(loop?.journey.isGrowing).toBe(true);
  });
});
