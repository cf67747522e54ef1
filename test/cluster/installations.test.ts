import { describe, expect, test } from 'vitest';
import { installationsOf } from '../../src/cluster/installations.ts';
import type { AnyObject, Deployment, Mapping } from '../../src/cluster/objects.ts';
import { clusterOf, objectsIn } from './clusters.ts';
import { clusterWithGaps } from './gateway.ts';

const deployment = (name: string, image: string, more = '', namespace = 'emissary', kind = 'Deployment') => `
---
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: '${image}'${more} }] }
`;
const env = (...pairs: readonly string[]) => {
  const own = '{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }';
  const others = pairs.map(
    (pair) => `{ name: ${pair.slice(0, pair.indexOf('='))}, value: '${pair.slice(pair.indexOf('=') + 1)}' }`,
  );
  return `, env: [${[own, ...others].join(', ')}]`;
};
const find = (yaml: string) => installationsOf(clusterOf(...objectsIn(yaml)));
const IMAGE = 'ghcr.io/emissary-ingress/emissary:4.0.0';

describe('which workloads are gateways', () => {
  test.each([
    ['ghcr.io/emissary-ingress/emissary:4.0.0', 'emissary', '4.0.0'],
    ['docker.io/emissaryingress/emissary:3.10.0-rc.1', 'emissary', '3.10.0-rc.1'],
    ['registry.local:5000/mirror/aes:3.9.1@sha256:0a', 'edge-stack', '3.9.1'],
    ['quay.io/datawire/ambassador:1.14.4', 'ambassador-1', '1.14.4'],
    ['registry.local/ambassador:2.0.4', 'emissary', '2.0.4'],
    ['registry.local/emissary:latest', 'emissary', undefined],
  ])('image %s is %s', (image, flavour, version) => {
    const [installation] = find(deployment('gateway', image, env()));
    expect(installation).toMatchObject({ id: 'default', namespace: 'emissary', flavour, isAssumed: false });
    expect(installation?.version).toBe(version);
  });

  test.each([
    ['the API extension', deployment('emissary-apiext', IMAGE, ', args: [apiext]')],
    ['the agent', deployment('emissary-agent', 'docker.io/ambassador/ambassador-agent:1.0.0')],
    ['redis', deployment('edge-stack-redis', 'redis:7')],
    ['another image', deployment('shop', 'shop:1')],
    ['a gateway image in a workload of the agent', deployment('emissary-agent', IMAGE)],
  ])('%s is none', (_, yaml) => {
    expect(find(yaml)).toEqual([]);
  });

  test('a mirrored image of another name is known by its environment and port', () => {
    const port = ', ports: [{ name: admin, containerPort: 8877 }]';
    expect(find(deployment('gateway', 'mirror/gw:7', env() + port))).toHaveLength(1);
    expect(find(deployment('gateway', 'mirror/gw:7', env()))).toEqual([]);
  });

  test('DaemonSets, StatefulSets and bare Pods count too', () => {
    const pod = `---\nkind: Pod\nmetadata: { name: gateway, namespace: emissary }\nspec: { containers: [{ name: main, image: '${IMAGE}'${env()} }] }`;
    expect(find(deployment('gateway', IMAGE, env(), 'emissary', 'DaemonSet'))[0]?.workloads).toHaveLength(1);
    expect(find(deployment('gateway', IMAGE, env(), 'emissary', 'StatefulSet'))[0]?.workloads).toHaveLength(1);
    expect(find(pod)[0]).toMatchObject({ name: 'gateway', workloads: [], pods: [{ metadata: { name: 'gateway' } }] });
  });
});

describe('what is one installation', () => {
  test('a canary beside the main workload, whose settings count', () => {
    const yaml = deployment('gw-canary', IMAGE.replace('4.0.0', '4.1.0'), env()) + deployment('gw-main', IMAGE, env());
    expect(find(yaml)).toMatchObject([{ name: 'gw-main', version: '4.0.0', workloads: [{}, {}] }]);
  });

  test('another ID or namespace is another one, in the order of namespace and ID', () => {
    const yaml =
      deployment('b', IMAGE, env(), 'zeta') +
      deployment('a', IMAGE, env('AMBASSADOR_ID=north')) +
      deployment('c', IMAGE, env());
    expect(find(yaml).map(({ namespace, id }) => `${namespace}/${id}`)).toEqual([
      'emissary/default',
      'emissary/north',
      'zeta/default',
    ]);
  });

  test('without AMBASSADOR_NAMESPACE its namespace is default', () => {
    expect(find(deployment('gateway', IMAGE))[0]?.namespace).toBe('default');
  });

  test('the Services that select its Pods belong to it', () => {
    const service = (name: string, selector: string) =>
      `---\nkind: Service\nmetadata: { name: ${name}, namespace: emissary }\nspec: { selector: ${selector} }\n`;
    const yaml =
      deployment('gw', IMAGE, env()) +
      service('gw', '{ app: gw }') +
      service('other', '{ app: shop }') +
      service('none', '{}');
    expect(find(yaml)[0]?.services.map(({ metadata }) => metadata.name)).toEqual(['gw']);
  });
});

describe('an assumed installation', () => {
  const listener = (namespace: string, ids = '') =>
    `---\nkind: Listener\nmetadata: { name: web, namespace: ${namespace} }\nspec: { port: 8080${ids} }\n`;

  test('stands in when there are objects but no gateway', () => {
    expect(find(listener('shop'))).toMatchObject([{ id: 'default', namespace: 'default', isAssumed: true }]);
    expect(find('kind: Service\nmetadata: { name: cart }\nspec: {}')).toEqual([]);
  });

  test('takes the ID that all objects carry', () => {
    const north = ', ambassador_id: [north]';
    expect(find(listener('shop', north) + listener('cart', north))[0]?.id).toBe('north');
    expect(find(listener('shop', north) + listener('cart'))[0]?.id).toBe('default');
  });

  test('lives where its Service is, else in a namespace it usually has', () => {
    const service =
      '---\nkind: Service\nmetadata: { name: gw, namespace: edge, labels: { app.kubernetes.io/component: ambassador-service } }\nspec: {}\n';
    expect(find(listener('shop') + service)[0]).toMatchObject({ namespace: 'edge', services: [{}] });
    expect(find(listener('ambassador'))[0]?.namespace).toBe('ambassador');
  });

  test('stands in when workloads cannot be read', () => {
    const cluster = clusterWithGaps(listener('emissary'), 'Deployment', 'DaemonSet', 'StatefulSet', 'Pod');
    expect(installationsOf(cluster)).toMatchObject([{ isAssumed: true, namespace: 'emissary' }]);
  });
});

describe('what an installation sees', () => {
  const installation = (...pairs: readonly string[]) => {
    const [found] = find(deployment('gateway', IMAGE, env(...pairs)));
    if (!found) throw new Error('no installation');
    return found;
  };
  const object = (kind: string, namespace: string, labels = {}, spec = {}, annotations = {}) =>
    ({ kind, metadata: { name: 'x', namespace, labels, annotations }, spec }) as unknown as AnyObject;
  const ids = (...list: readonly string[]) => object('Mapping', 'shop', {}, { ambassador_id: list });

  test.each([
    ['default', [], true],
    ['default', ['default', 'north'], true],
    ['default', ['north'], false],
    ['north', ['north'], true],
    ['north', ['North'], false],
    ['north', [], false],
    ['north', ['_automatic_'], true],
    ['north', ['_automatic_', 'south'], false],
    ['north', ['--apiVersion-v3alpha1-only--north'], true],
  ])('installation %s, IDs %j: %s', (id, list, sees) => {
    expect(installation(`AMBASSADOR_ID=${id}`).sees(ids(...list))).toBe(sees);
  });

  test('an ID written as text is a list of one', () => {
    const mapping = { ...ids(), spec: { ambassador_id: 'north' } } as unknown as Mapping;
    expect(installation('AMBASSADOR_ID=north').sees(mapping)).toBe(true);
  });

  test('any text in AMBASSADOR_SINGLE_NAMESPACE hides other namespaces', () => {
    const single = installation('AMBASSADOR_SINGLE_NAMESPACE=false');
    expect(single.sees(object('Mapping', 'shop'))).toBe(false);
    expect(single.sees(object('Secret', 'shop'))).toBe(false);
    expect(single.sees(object('Mapping', 'emissary'))).toBe(true);
    expect(installation('AMBASSADOR_SINGLE_NAMESPACE=').sees(object('Mapping', 'shop'))).toBe(true);
  });

  test('a label selector hides Services and Secrets without the label too', () => {
    const selective = installation('AMBASSADOR_LABEL_SELECTOR=team in (web, api),!old');
    expect(selective.sees(object('Secret', 'shop', { team: 'web' }))).toBe(true);
    expect(selective.sees(object('Secret', 'shop', { team: 'web', old: 'yes' }))).toBe(false);
    expect(selective.sees(object('Service', 'shop'))).toBe(false);
  });

  test('a field selector can leave a namespace out', () => {
    const selective = installation('AMBASSADOR_FIELD_SELECTOR=metadata.namespace!=shop');
    expect(selective.sees(object('Mapping', 'shop'))).toBe(false);
    expect(selective.sees(object('Mapping', 'cart'))).toBe(true);
  });

  test('an Ingress says its ID in an annotation', () => {
    const north = object('Ingress', 'shop', {}, {}, { 'getambassador.io/ambassador-id': 'north' });
    expect(installation().sees(north)).toBe(false);
    expect(installation('AMBASSADOR_ID=north').sees(north)).toBe(true);
  });
});

describe('settings', () => {
  const settings = (image: string, ...pairs: readonly string[]) => find(deployment('gateway', image, env(...pairs)))[0];

  test.each([
    ['4.0.0', true],
    ['3.2.0', true],
    ['3.1.0', false],
    ['2.5.0', true],
    ['2.4.1', false],
    ['latest', true],
  ])('all labels of a selector have to match in %s: %s', (version, strict) => {
    expect(settings(IMAGE.replace('4.0.0', version))?.strictLabelSelectors).toBe(strict);
  });

  test('switches are read the way Emissary reads them', () => {
    const withEnv = (name: string, value: string) => {
      const [found] = objectsIn(deployment('gateway', IMAGE)) as readonly Deployment[];
      const containers = (found?.spec.template?.spec?.containers ?? []).map((item) => ({
        ...item,
        env: [{ name, value }],
      }));
      const [installation] = installationsOf(
        clusterOf({ ...found, spec: { template: { spec: { containers } } } } as Deployment),
      );
      return installation;
    };
    expect(withEnv('A', 'b')).toMatchObject({
      fastReconfigure: true,
      endpointsEnabled: true,
      forceSecretValidation: false,
    });
    expect(withEnv('DISABLE_STRICT_LABEL_SELECTORS', 'yes')?.strictLabelSelectors).toBe(false);
    expect(withEnv('AMBASSADOR_DISABLE_ENDPOINTS', 'false')?.endpointsEnabled).toBe(true);
    expect(withEnv('AMBASSADOR_DISABLE_ENDPOINTS', 'true')?.endpointsEnabled).toBe(false);
    expect(withEnv('AMBASSADOR_FAST_RECONFIGURE', 'false')?.fastReconfigure).toBe(false);
    expect(withEnv('AMBASSADOR_FORCE_SECRET_VALIDATION', 'true')?.forceSecretValidation).toBe(true);
  });
});
