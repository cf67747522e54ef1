import { askedServicesOf } from '../../cluster/asked-services.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { serviceText } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authUnqualifiedNamespace = defineCheck({
  code: 'AUT002',
  name: 'auth-unqualified-namespace',
  area: 'auth',
  title: 'An AuthService, or its like, is looked up in the gateway’s namespace and not in its own',
  severity: 'critical',
  reads: ['AuthService', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['auth-uaex-burst'],
  message: '{object} asks {name} without a namespace: the gateway looks beside itself, in {gateway}, {where}.',
  why: '{outage}',
  fix: 'Write the namespace into {path}: {right}.',
  inGeneral: {
    why: 'Requests that have to be checked are refused, or pass unchecked with failure_mode_allow; of a RateLimitService, nothing is rate limited; logs and traces are lost. If another Service has that name there, the gateway asks it, whatever it is.',
  },
  silent: [
    'an AuthService in the gateway’s own namespace',
    'a Service that is only in the gateway’s namespace: it is found',
    'gateways whose default resolver finds endpoints: it looks beside the AuthService',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway } }
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
---
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login:3000", proto: http }
---
kind: Service
metadata: { name: login, namespace: shop }
spec: { ports: [{ port: 3000 }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway } }
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
---
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
      const { namespace: gateway, name, address } = upstream;
      const own = object.metadata.namespace;
      if (!isBare || own === gateway) continue;
      const beside = cluster.find('Service', own, name);
      const namesake = cluster.find('Service', gateway, name);
      if (!beside || (!namesake && !cluster.lacks('Service', gateway, name))) continue;

      const right = serviceText(address, { host: `${name}.${own}` });
      const [, field = ''] = path.split('.');
      report({
        on: object,
        severity: namesake ? 'warning' : outage.severity,
        data: {
          object,
          name: address.written,
          gateway,
          path,
          right,
          where: words(namesake ? `and finds another ${name} there` : `where there is none; ${name} is in ${own}`),
          outage: words(namesake ? `The gateway asks ${name} of namespace ${gateway}, whatever that is.` : outage.text),
        },
        evidence: [
          { at: object, path, value: address.written },
          { at: beside, path: 'metadata.namespace', value: own },
          ...(namesake ? [{ at: namesake, path: 'metadata.namespace', value: gateway }] : []),
        ],
        command: patch(object, { spec: { [field]: right } }),
      });
    }
  },
});
