import { describe, expect, it } from 'vitest';
import { unattached } from '../../src/cluster/unattached.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const causes = (...yaml: readonly string[]) =>
  unattached(clusterOf(...yaml.flatMap(objectsIn))).map(({ cause, mappings }) => [
    cause.kind,
    ...mappings.map(({ metadata }) => metadata.name),
  ]);
const asking = host('shop.test', 'mappingSelector: { matchLabels: { team: shop } }');

describe('unattached', () => {
  const found: Record<string, [readonly string[], readonly unknown[]]> = {
    'a name that no Host has, once for all': [
      [...PLAIN, mapping('b', 'hostname: x.test'), mapping('a', 'hostname: x.test')],
      [['no-host', 'a', 'b']],
    ],
    'a leading dot': [[...PLAIN, mapping('a', 'hostname: .shop.test')], [['no-host', 'a']]],
    'no name': [[...PLAIN, mapping('a', 'hostname: ""')], [['no-hostname', 'a']]],
    'a regex on the authority alone, which is no name': [
      [...PLAIN, mapping('a', 'hostname: "", regex_headers: { ":authority": "shop.*" }')],
      [['no-hostname', 'a']],
    ],
    'labels that it lacks': [[GATEWAY, listener(8080), asking, mapping('a')], [['labels', 'a']]],
    'letter case': [[...PLAIN, mapping('a', 'hostname: SHOP.test')], [['letter-case', 'a']]],
    'a port': [[...PLAIN, mapping('a', 'hostname: "shop.test:80"')], [['port', 'a']]],
    'a star in the middle': [[...PLAIN, mapping('a', 'hostname: "s*p.test"')], [['glob', 'a']]],
    'a redirect by regex': [
      [...PLAIN, mapping('a', 'host: "shop.*", host_regex: true, host_redirect: true')],
      [['redirect', 'a']],
    ],
  };
  it.each(Object.entries(found))('finds %s', (_, [yaml, expected]) => {
    expect(causes(...yaml)).toEqual(expected);
  });

  const none: Record<string, readonly string[]> = {
    'a route that is attached': [...PLAIN, mapping('a')],
    'a Host that Emissary dropped': [
      ...PLAIN,
      host('x.test', 'tlsSecret: { name: gone }'),
      mapping('a', 'hostname: x.test'),
    ],
    'a Host that Emissary dropped, for these labels': [
      ...PLAIN,
      host('x.test', 'tlsSecret: { name: gone }, mappingSelector: { matchLabels: { team: shop } }'),
      mapping('a', 'hostname: x.test', 'labels: { team: shop }'),
    ],
    'a Mapping that only mirrors': [...PLAIN, mapping('a', 'hostname: x.test, shadow: true')],
    'a Mapping that Emissary drops': [...PLAIN, mapping('a', 'host: "*.x.test"')],
  };
  it.each(Object.entries(none))('is silent about %s', (_, yaml) => {
    expect(causes(...yaml)).toEqual([]);
  });

  it('does not blame a Host that was dropped for labels it does not ask for', () => {
    const dropped = host('x.test', 'tlsSecret: { name: gone }, mappingSelector: { matchLabels: { team: pay } }');
    expect(causes(...PLAIN, dropped, mapping('a', 'hostname: x.test', 'labels: { team: shop }'))).toEqual([
      ['no-host', 'a'],
    ]);
  });
});
