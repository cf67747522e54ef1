import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { show } from '../../engine/kubectl.ts';

export const gatewayVersionEol = defineCheck({
  code: 'GWY012',
  name: 'gateway-version-eol',
  area: 'gateway',
  title: 'A gateway runs a version that gets no fixes any more',
  severity: 'info',
  reads: [],
  alsoReads: installationKinds,
  message: '{gateway} runs version {version}, and versions before 3 get no fixes any more.',
  why: 'What has been found in Envoy and in the gateway since then, security holes among it, stays open.',
  fix: 'Upgrade to version 4 by way of each major version between: 2 makes Listeners and Hosts mandatory, 3 needs protocol_version: v3 in gRPC services.',
  silent: [
    'Edge Stack, whose versions are supported by its vendor',
    'images whose tag is no version',
    'version 3 before 3.10, whose webhook does not renew its authority: apiext-ca-expiring tells that in time',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: ambassador, namespace: ambassador }
spec:
  template: { spec: { containers: [{ name: ambassador, image: "docker.io/datawire/ambassador:1.14.4" }] } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "docker.io/emissaryingress/emissary:3.9.1" }] } }
`,
  },

  run({ cluster, report }) {
    for (const { workloads, pods, version, flavour } of installationsOf(cluster)) {
      const gateway = workloads[0] ?? pods[0];
      if (!gateway || flavour === 'edge-stack' || version === undefined || isAtLeast(version, '3') !== false) continue;
      const containers = gateway.kind === 'Pod' ? 'spec.containers[].image' : 'spec.template.spec.containers[].image';
      report({
        on: gateway,
        data: { gateway, version },
        evidence: [{ at: gateway, path: containers, value: version }],
        command: show(gateway),
      });
    }
  },
});
