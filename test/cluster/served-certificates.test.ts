import { describe, expect, it } from 'vitest';
import { type Cluster, indexSnapshot } from '../../src/cluster/cluster.ts';
import { isMissing, likelySecret, misreadOf, renamed } from '../../src/cluster/missing-secrets.ts';
import type { AnyObject, Kind } from '../../src/cluster/objects.ts';
import {
  hostnamesOf,
  leftoverSecretsOf,
  otherReadingOf,
  reachesEnvoy,
  reachOf,
  type SecretReference,
  secretReferencesOf,
  usedSecretsOf,
  usersOf,
} from '../../src/cluster/served-certificates.ts';
import { refOf } from '../../src/engine/finding.ts';
import { objectName } from '../../src/engine/text.ts';
import { tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const given = (yaml: string, ...objects: readonly AnyObject[]) => clusterOf(...objectsIn(yaml), ...objects);
const nameOf = (object: AnyObject) => objectName(refOf(object));

const HOST = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: "shop.example.com:8443", tlsSecret: { name: a }, tls: { ca_secret: ca.vault, crl_secret: crl } }
`;
const MODULE = `
kind: Module
metadata: { name: ambassador, namespace: ambassador }
spec: { config: {} }
`;
const context = (spec: string, name = 'up') => `
kind: TLSContext
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const mapping = `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /, service: cart, tls: up }
`;
const INGRESS = `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [web.example.com], secretName: web.tls }] }
`;
const listener = (protocol: string) => `
kind: Listener
metadata: { name: web, namespace: shop }
spec: { port: 8443, protocol: ${protocol}, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;

function references(cluster: Cluster<Kind>): readonly string[] {
  return secretReferencesOf(cluster).map(
    ({ by, path, role, namespace, name, isHandedOn, isUsed }) =>
      `${by.kind} ${path} ${role} ${namespace}/${name}${isHandedOn ? '' : ' not handed on'}${isUsed ? '' : ' unused'}`,
  );
}

describe('secretReferencesOf', () => {
  it('reads the fields of a Host', () => {
    expect(references(given(HOST))).toEqual([
      'Host spec.tlsSecret.name certificate shop/a',
      'Host spec.tls.ca_secret authority vault/ca',
      'Host spec.tls.crl_secret revocations shop/crl',
    ]);
  });

  it('a Host without tlsSecret has no others either', () => {
    expect(references(given(HOST.replace('tlsSecret: { name: a }, ', '')))).toEqual([]);
  });

  it('with a Module that says nothing the halves of the gateway disagree on names with dots', () => {
    expect(references(given(`${HOST}---${MODULE}`))).toContain(
      'Host spec.tls.ca_secret authority vault/ca not handed on',
    );
    expect(
      references(given(`${context('{ secret: b.vault, secret_namespacing: true }')}---${mapping}---${MODULE}`)),
    ).toEqual(['TLSContext spec.secret certificate vault/b']);
  });

  it('the name in an Ingress is never taken apart, but handed on as if it were', () => {
    expect(references(given(`${INGRESS}---${HOST}`))).toContain(
      'Ingress spec.tls[0].secretName certificate shop/web.tls not handed on',
    );
  });

  it('knows what a TLSContext says that nothing uses', () => {
    expect(references(given(context('{ secret: b }')))).toEqual(['TLSContext spec.secret certificate shop/b unused']);
  });
});

describe('names with dots', () => {
  const first = (cluster: Cluster<Kind>): SecretReference => {
    const [reference] = secretReferencesOf(cluster);
    if (!reference) throw new Error('there is one');
    return reference;
  };

  it('have another reading', () => {
    expect(otherReadingOf(first(given(context('{ secret: wild.card }'))))).toMatchObject({
      namespace: 'shop',
      name: 'wild.card',
    });
    const off = first(given(context('{ secret: b.vault, secret_namespacing: false }')));
    expect(otherReadingOf(off)).toMatchObject({ namespace: 'vault', name: 'b' });
    expect(otherReadingOf(first(given(context('{ secret: b }'))))).toBeUndefined();
  });

  it('are misread when only the other reading leads to a Secret', () => {
    const wild = tlsSecret({ name: 'wild.card' });
    const cluster = given(context('{ secret: wild.card }'), wild);
    expect(misreadOf(cluster, first(cluster))).toMatchObject({ name: 'wild.card' });
    const both = given(context('{ secret: wild.card }'), wild, tlsSecret({ name: 'wild', namespace: 'card' }));
    expect(misreadOf(both, first(both))).toBeUndefined();
  });

  it('lead to a change that names the right Secret', () => {
    const cluster = given(context('{ secret: gone }'), tlsSecret({ name: 'gone', namespace: 'vault' }));
    const reference = first(cluster);
    const likely = likelySecret(cluster, reference);
    expect(isMissing(cluster, reference)).toBe(true);
    expect(likely).toMatchObject({ namespace: 'vault', name: 'gone' });
    expect(likely && renamed(reference, likely)).toEqual({ secret: 'gone.vault', secret_namespacing: true });
  });
});

describe('usedSecretsOf', () => {
  it('tells who shows a certificate, for which hostname, without the port', () => {
    const [used] = usedSecretsOf(given(HOST.replace(/, tls: .*}/, ' }'), tlsSecret({ name: 'a' })));
    expect(used?.servers.map(({ object, hostname }) => [nameOf(object), hostname])).toEqual([
      ['Host shop/shop', 'shop.example.com'],
    ]);
    expect(used && hostnamesOf(used)).toEqual(['shop.example.com']);
    expect(used && reachOf(used)).toBe('all');
  });

  it('tells the Mappings that show it to upstreams', () => {
    const [used] = usedSecretsOf(given(`${context('{ secret: a }')}---${mapping}`, tlsSecret({ name: 'a' })));
    expect(used && usersOf(used).map(nameOf)).toEqual(['Mapping shop/cart']);
    expect(used && reachOf(used)).toBe('some');
    expect(used && reachesEnvoy(used)).toBe(true);
  });

  it('a Host made of an Ingress stands for the Ingress', () => {
    const [used] = usedSecretsOf(given(`${INGRESS.replace('web.tls', 'web')}---${HOST}`, tlsSecret({ name: 'web' })));
    expect(used && usersOf(used).map(nameOf)).toEqual(['Ingress shop/web']);
  });

  it('without a Listener for TLS nobody sees a certificate', () => {
    const plain = HOST.replace(/, tls: .*}/, ' }');
    const seen = (protocol: string) => {
      const [used] = usedSecretsOf(given(`${plain}---${listener(protocol)}`, tlsSecret({ name: 'a' })));
      return used && [reachOf(used), reachesEnvoy(used)];
    };
    expect(seen('HTTP')).toEqual(['none', false]);
    expect(seen('HTTPS')).toEqual(['all', true]);
  });

  it('of two certificates each reaches some', () => {
    const www = HOST.replace(/, tls: .*}/, ' }')
      .replaceAll('name: shop', 'name: www')
      .replace('name: a', 'name: b')
      .replace('shop.example', 'www.example');
    const used = usedSecretsOf(
      given(`${HOST.replace(/, tls: .*}/, ' }')}---${www}`, tlsSecret({ name: 'a' }), tlsSecret({ name: 'b' })),
    );
    expect(used.map(reachOf)).toEqual(['some', 'some']);
  });

  it('says nothing of Secrets that cannot be read, nor that the others are all', () => {
    const objects = [
      ...objectsIn(HOST.replace(/, tls: .*}/, ' }')),
      ...objectsIn(
        HOST.replace(/, tls: .*}/, ' }').replace('name: shop, namespace: shop', 'name: www, namespace: web'),
      ),
      tlsSecret({ name: 'a' }),
    ];
    const cluster = indexSnapshot({
      clusterName: 'test',
      takenAt: new Date(0),
      objects,
      gaps: [{ kind: 'Secret', namespace: 'web', reason: 'forbidden' }],
      problems: [],
    });
    expect(usedSecretsOf(cluster).map(({ secret, isOnly }) => [nameOf(secret), isOnly])).toEqual([
      ['Secret shop/a', false],
    ]);
  });
});

it('finds Secrets that were once made for a Host', () => {
  const cluster = given(
    HOST.replace(/, tls: .*}/, ' }').replace(':8443', ''),
    tlsSecret({ name: 'a' }),
    tlsSecret({ name: 'old', names: ['*.example.com'] }),
    tlsSecret({ name: 'other', names: ['other.example.org'] }),
    tlsSecret({ name: 'opaque', type: 'Opaque' }),
  );
  expect(leftoverSecretsOf(cluster).map(({ secret, hostnames }) => [nameOf(secret), hostnames])).toEqual([
    ['Secret shop/old', ['shop.example.com']],
  ]);
});
