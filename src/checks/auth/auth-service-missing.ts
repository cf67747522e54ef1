import { askedServicesOf } from '../../cluster/asked-services.ts';
import { nearestService } from '../../cluster/nearest-object.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { serviceText } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authServiceMissing = defineCheck({
  code: 'AUT001',
  name: 'auth-service-missing',
  area: 'auth',
  title: 'An AuthService, or its like, asks a Service that does not exist',
  severity: 'critical',
  reads: ['AuthService', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['auth-uaex-burst'],
  message: '{object} asks {service}, and there is no such Service.{hint}',
  why: '{outage}',
  fix: '{advice}',
  inGeneral: {
    why: 'Without an AuthService every request that has to be checked is refused, with 403 if it names no other status, or passes unchecked with failure_mode_allow. Without a RateLimitService nothing is rate limited. Logs or traces are lost.',
    fix: 'Correct the name and namespace in the address, or create the Service. A name without a namespace is as a rule looked up beside the gateway.',
  },
  silent: [
    'addresses outside the cluster, and the gateway’s own Pod (Edge Stack’s built-in services)',
    'a bare name whose Service stands beside the AuthService: that is auth-unqualified-namespace',
    'a bare name where no gateway was found: it is looked up in the gateway’s namespace',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", proto: http }
---
kind: Service
metadata: { name: logins, namespace: shop }
spec: { ports: [{ port: 3000 }] }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", proto: http }
---
kind: Service
metadata: { name: login, namespace: shop }
spec: { ports: [{ port: 3000 }] }
`,
  },

  run({ cluster, report }) {
    for (const { object, path, upstream, isBare, outage } of askedServicesOf(cluster)) {
      const { namespace, name, address } = upstream;
      const own = object.metadata.namespace;
      if (upstream.kind !== 'service' || !cluster.lacks('Service', namespace, name)) continue;
      if (isBare && cluster.find('Service', own, name)) continue;

      const near = nearestService(cluster, namespace, name);
      const namesakes = cluster.all('Service').filter(({ metadata }) => metadata.name === name);
      const namesake = namesakes.find(({ metadata }) => metadata.namespace === own) ?? namesakes[0];
      const meant = namesake
        ? { name, namespace: namesake.metadata.namespace }
        : near
          ? { name: near, namespace }
          : undefined;
      // A bare name stays bare only where it is looked up beside the gateway anyway.
      const right = meant && serviceText(address, { host: hostOf(meant, isBare && !namesake) });
      const [, field = ''] = path.split('.');
      report({
        on: object,
        severity: outage.severity,
        data: {
          object,
          service: `${name}.${namespace}`,
          hint: words(meant ? ` ${namesake ? 'There is' : 'The nearest name is'} ${hostOf(meant)}.` : ''),
          outage: words(outage.text),
          advice: words(
            right
              ? `Write ${right} in ${path}, or create the Service ${name} in namespace ${namespace}.`
              : `Create the Service ${name} in namespace ${namespace}, or correct ${path}.`,
          ),
        },
        evidence: [{ at: object, path, value: address.written }],
        command: patch(object, { spec: { [field]: right ?? serviceText(address, { host: 'SERVICE.NAMESPACE' }) } }),
      });
    }
  },
});

function hostOf({ name, namespace }: { readonly name: string; readonly namespace: string }, isBare = false): string {
  return isBare ? name : `${name}.${namespace}`;
}
