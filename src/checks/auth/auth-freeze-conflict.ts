import { type RemoteServices, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authFreezeConflict = defineCheck({
  code: 'AUT006',
  name: 'auth-freeze-conflict',
  area: 'auth',
  title: 'Two AuthServices that cannot be mixed stop every update',
  severity: 'critical',
  reads: ['AuthService'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'gateway-config-frozen'],
  freezes: true,
  message: '{auth} cannot be mixed with {first}: one asks {address} {how}, the other {otherAddress} {otherHow}.',
  why: 'The gateway’s compiler throws at it: no change to any Mapping, Host or certificate takes effect any more, and a gateway Pod that restarts serves nothing.',
  fix: 'Delete one of them, or give it the ambassador_id of another gateway.',
  silent: ['AuthServices with the same protocol and both, or neither, with TLS: that is auth-multiple'],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, proto: http }
---
kind: AuthService
metadata: { name: new-gate, namespace: shop }
spec: { auth_service: new-login.shop, proto: grpc, protocol_version: v3 }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, proto: http }
`,
  },

  run({ cluster, report }) {
    for (const { installation, remote } of routingOf(cluster)) {
      const [first] = remote.auth;
      const last = remote.auth.at(-1);
      if (remote.crash?.reason !== 'auth-services-not-mergeable' || !first || !last) continue;

      report({
        on: last.service,
        data: {
          auth: last.service,
          first: first.service,
          address: last.upstream.address.written,
          how: words(howOf(last)),
          otherAddress: first.upstream.address.written,
          otherHow: words(howOf(first)),
        },
        evidence: [first, last].flatMap(({ service }) => [
          { at: service, path: 'spec.auth_service', value: service.spec.auth_service },
          { at: service, path: 'spec.proto', value: service.spec.proto },
        ]),
        related: [first.service, ...installation.workloads],
        command: patch(last.service, { spec: { ambassador_id: ['ID'] } }),
      });
    }
  },
});

function howOf({ service, upstream }: RemoteServices['auth'][number]): string {
  const { proto, tls } = service.spec;
  const context = typeof tls === 'string' ? `TLSContext ${tls}` : 'TLS';
  return `by ${proto === 'grpc' ? 'gRPC' : 'HTTP'} ${upstream.tls ? `with ${context}` : 'without TLS'}`;
}
