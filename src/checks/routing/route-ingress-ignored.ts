import type { Cluster } from '../../cluster/cluster.ts';
import { fromIngresses } from '../../cluster/ingresses.ts';
import { type Installation, installationKinds, installationsOf } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import type { Ingress } from '../../cluster/objects.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, kubectl, patch, patchItems } from '../../engine/kubectl.ts';

export const routeIngressIgnored = defineCheck({
  code: 'RTE032',
  name: 'route-ingress-ignored',
  area: 'routing',
  title: 'An Ingress is meant for the gateway, which does not take it as it is written',
  severity: 'warning',
  reads: ['Ingress'],
  alsoReads: [...installationKinds, 'IngressClass', 'Service'],
  message: '{ingress} {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'If the class does not fit, the gateway has no routes for the Ingress, and clients get 404. If the port does not fit, requests to that path go to port 80 of the Service, or nowhere.',
    fix: 'Name an IngressClass that exists, or write the annotation kubernetes.io/ingress.class: ambassador. For a port, write a name that the Service has, or the number.',
  },
  silent: ['Ingresses of other controllers', 'classes that could not be read', 'ports of Services that are not known'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambasador } }
spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster).filter(({ isAssumed }) => !isAssumed);
    const taken = new Set(installations.flatMap((installation) => fromIngresses(cluster, installation).ingresses));
    for (const ingress of cluster.all('Ingress')) {
      if (!installations.some((installation) => installation.sees(ingress))) continue;
      const found = taken.has(ingress) ? portProblem(cluster, ingress) : classProblem(cluster, ingress, installations);
      if (!found) continue;

      report({
        on: ingress,
        key: found.path,
        data: {
          ingress,
          problem: words(found.problem),
          consequence: words(
            taken.has(ingress)
              ? 'Requests to this path go to port 80 of the Service, or nowhere.'
              : 'The gateway has no routes for it; clients get 404.',
          ),
          advice: words(found.advice),
        },
        evidence: [{ at: ingress, path: found.path, value: found.value }],
        command: found.command,
      });
    }
  },
});

interface Found {
  readonly path: string;
  readonly value: string;
  readonly problem: string;
  readonly advice: string;
  readonly command: string;
}

const ANNOTATION = 'kubernetes.io/ingress.class';
const CONTROLLER = 'getambassador.io/ingress-controller';

function classProblem(
  cluster: Cluster<'IngressClass'>,
  ingress: Ingress,
  installations: readonly Installation[],
): Found | undefined {
  const { metadata, spec } = ingress;
  const written = metadata.annotations?.[ANNOTATION];
  const { ingressClassName: name } = spec;
  if (written && !name && nearest(written.toLowerCase(), ['ambassador']) && /^amb/i.test(written)) {
    return {
      path: `metadata.annotations[${ANNOTATION}]`,
      value: written,
      problem: `has the class ${written}, which is nearly ambassador, and nobody takes it`,
      advice: `Write ${ANNOTATION}: ambassador.`,
      command: kubectl('annotate', ingress, `${ANNOTATION}=ambassador`, '--overwrite'),
    };
  }
  if (!name || !cluster.knows('IngressClass') || installations.every(({ singleNamespace }) => singleNamespace))
    return undefined;
  const classes = cluster.all('IngressClass');
  if (classes.some((item) => item.metadata.name === name)) return undefined;
  const own = classes.filter((item) => item.spec?.controller?.toLowerCase() === CONTROLLER);
  const meant = nearest(
    name,
    own.map((item) => item.metadata.name),
  );
  if (name !== 'ambassador' && !meant) return undefined;
  return {
    path: 'spec.ingressClassName',
    value: name,
    problem: `names IngressClass ${name}, and there is none${meant ? `; the nearest is ${meant}` : ''}`,
    advice: meant
      ? `Write spec.ingressClassName: ${meant}.`
      : `Create an IngressClass ${name} with controller ${CONTROLLER}, or write the annotation ${ANNOTATION}: ambassador instead.`,
    command: meant
      ? patch(ingress, { spec: { ingressClassName: meant } })
      : apply({ kind: 'IngressClass', metadata: { name }, spec: { controller: CONTROLLER } }),
  };
}

function portProblem(cluster: Cluster<'Service'>, ingress: Ingress): Found | undefined {
  const { metadata, spec } = ingress;
  for (const [rule, { http }] of (spec.rules ?? []).entries()) {
    for (const [index, { backend }] of (http?.paths ?? []).entries()) {
      const { name = '', port } = backend?.service ?? {};
      const service = cluster.find('Service', metadata.namespace, name);
      const ports = (service?.spec.ports ?? []).flatMap((own) => own.name ?? []);
      if (!port?.name || !service || ports.includes(port.name)) continue;
      return {
        path: 'spec.rules[].http.paths[].backend.service.port.name',
        value: port.name,
        problem: `asks for port ${port.name} of Service ${metadata.namespace}/${name}, which has none of that name`,
        advice: ports.length > 0 ? `Name one of its ports: ${ports.join(', ')}.` : 'Write the port as a number.',
        command: patchItems(ingress, {
          op: 'replace',
          path: `/spec/rules/${rule}/http/paths/${index}/backend/service/port`,
          value: ports.length === 1 ? { name: ports[0] } : { number: 'PORT' },
        }),
      };
    }
  }
  return undefined;
}
