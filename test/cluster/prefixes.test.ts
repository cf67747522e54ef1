import { describe, expect, it } from 'vitest';
import { takersOfPath } from '../../src/cluster/prefixes.ts';
import { host, mapping, PLAIN } from '../checks/routing/yaml.ts';
import { routingIn } from './gateway.ts';

function takers(path: string, ...yaml: readonly string[]) {
  const routing = routingIn([...PLAIN, mapping('cart'), ...yaml].join('\n---\n'));
  const group = routing.groups.find(({ prefix }) => prefix === '/cart/');
  const [on] = group?.hosts ?? [];
  return group && on ? takersOfPath(routing, on, path, group).map(({ prefix }) => prefix) : undefined;
}

describe('takersOfPath', () => {
  it('finds prefixes and exact paths, shortest first', () => {
    expect(
      takers('/cart/x', mapping('root', 'prefix: /'), mapping('x', 'prefix: /cart/x, prefix_exact: true')),
    ).toEqual(['/', '/cart/', '/cart/x']);
  });

  it('leaves out a longer exact path, another letter case, another name and regexes', () => {
    expect(
      takers(
        '/cart',
        mapping('x', 'prefix: /car, prefix_exact: true'),
        mapping('big', 'prefix: /CART'),
        host('www.shop.test'),
        mapping('www', 'hostname: www.shop.test, prefix: /'),
        mapping('regex', 'prefix: "/c.*", prefix_regex: true'),
      ),
    ).toEqual([]);
  });

  it('leaves out what is the text of a regex, and what no Host serves', () => {
    const unserved = mapping('other', 'hostname: other.test, prefix: /ca');
    expect(takers('/cart/', mapping('regex', 'prefix: /car, prefix_regex: true'), unserved)).toEqual(['/cart/']);
  });

  it('does not see letter case where the route does not', () => {
    expect(takers('/cart', mapping('big', 'prefix: /CART, case_sensitive: false'))).toEqual(['/CART']);
  });
});
