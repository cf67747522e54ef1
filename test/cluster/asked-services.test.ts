import { expect, it } from 'vitest';
import { askedServicesOf } from '../../src/cluster/asked-services.ts';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { authService, gateway } from '../checks/gateway/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

const asked = (...given: readonly string[]) =>
  askedServicesOf(indexSnapshot(snapshotOf({ given }))).map(({ object, upstream, isBare, outage }) => ({
    kind: object.kind,
    at: `${upstream.name}.${upstream.namespace}`,
    isBare,
    severity: outage.severity,
  }));

it('looks a bare name up beside the gateway', () => {
  expect(asked(gateway(), authService('login'))).toEqual([
    { kind: 'AuthService', at: 'login.emissary', isBare: true, severity: 'critical' },
  ]);
});

it('says nothing of a bare name when it is not sure where the gateway runs', () => {
  expect(asked(authService('login'))).toEqual([]);
  expect(asked(gateway().replace('AMBASSADOR_NAMESPACE', 'OTHER'), authService('login'))).toEqual([]);
  expect(asked(authService('login.shop.svc'))).toMatchObject([{ at: 'login.shop', isBare: false }]);
});

it('tells how bad it is when nobody answers', () => {
  const remote = (kind: string, more: string) =>
    `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: { service: x.shop.svc, protocol_version: v3, ${more} }`;
  const severities = asked(
    gateway(),
    authService('login.shop.svc', { more: 'failure_mode_allow: true' }),
    remote('RateLimitService', 'failure_mode_deny: true'),
    remote('LogService', 'driver: tcp, driver_config: {}'),
    remote('TracingService', 'driver: zipkin'),
  ).map(({ kind, severity }) => `${kind} ${severity}`);
  expect(severities.toSorted()).toEqual([
    'AuthService error',
    'LogService warning',
    'RateLimitService error',
    'TracingService warning',
  ]);
});

it('leaves out what is not used', () => {
  const two = (name: string) =>
    `kind: TracingService\nmetadata: { name: ${name}, namespace: shop }\nspec: { service: x.shop.svc, driver: zipkin }`;
  expect(asked(gateway(), two('a'), two('b'))).toEqual([]);
});
