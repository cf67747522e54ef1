import { watchedKindNames } from '../../cluster/gateway-crds.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import type { AnnotationFault } from '../../cluster/objects.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const mappingAnnotationBroken = defineCheck({
  code: 'MAP027',
  name: 'mapping-annotation-broken',
  area: 'mappings',
  title: 'Emissary cannot read what stands in an annotation',
  severity: 'error',
  reads: ['Service'],
  alsoReads: [...installationKinds, 'Ingress'],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{place} of {owner} {problem} {value}, so Emissary ignores {lost}.',
  why: 'The Mappings and other objects in it are not there: other routes answer their requests, or the gateway says 404.',
  fix: '{advice}; or make objects of their own of what the annotation holds, which an API server checks at once.',
  inGeneral: {
    fix: 'Correct the YAML of the annotation; or make objects of their own of what it holds, which an API server checks at once.',
  },
  silent: [
    'Services and Ingresses that no gateway reads: in other namespaces than its own, without its label',
    'kinds of Edge Stack',
    'annotations of other kinds, which Emissary does not read at all',
  ],
  example: {
    bad: `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: basket
      hostname: "*"
      prefix: /basket/
      service: cart
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Maping
      name: cart
      hostname: "*"
      prefix: /cart/
      service: cart
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: basket
      hostname: "*"
      prefix: /basket/
      service: cart
      ---
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: cart
      hostname: "*"
      prefix: /cart/
      service: cart
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    // Where the workloads are not known, the annotation itself says that there is a gateway.
    const isElsewhere = installations.length === 0 && !cluster.knows('Deployment');
    for (const carrier of [...cluster.all('Service'), ...cluster.all('Ingress')]) {
      const { annotationFaults = [] } = carrier;
      if (!isElsewhere && !installations.some((one) => one.sees(carrier))) continue;

      for (const fault of annotationFaults) {
        const { problem, value, advice } = describe(fault);
        const place = placeOf(fault);
        const isWhole = WHOLE.has(fault.reason);
        report({
          on: carrier,
          ...(!isWhole && { key: `${fault.reason} ${fault.object?.kind ?? ''} ${fault.object?.name ?? ''}` }),
          data: {
            place: words(place),
            owner: carrier,
            problem: words(problem),
            value,
            lost: words(isWhole && fault.document ? 'the whole annotation' : 'it'),
            advice: words(advice),
          },
          evidence: [
            {
              at: carrier,
              path: `metadata.annotations[${ANNOTATION}]${fault.document ? `, document ${fault.document}` : ''}`,
              value: `${problem} ${value}`,
            },
          ],
          command: edit(carrier),
        });
      }
    }
  },
});

const ANNOTATION = 'getambassador.io/config';
const WHOLE: ReadonlySet<AnnotationFault['reason']> = new Set(['unreadable', 'kind-missing']);

function placeOf({ document, object }: AnnotationFault): string {
  const annotation = `annotation ${ANNOTATION}`;
  if (!document) return `The ${annotation}`;
  return `Document ${document}${object ? ` (${object.kind} ${object.name})` : ''} in the ${annotation}`;
}

interface Said {
  readonly problem: string;
  readonly value: string;
  readonly advice: string;
}

function describe({ reason, detail = '' }: AnnotationFault): Said {
  switch (reason) {
    case 'unreadable':
      return { problem: 'is no YAML:', value: detail, advice: 'Correct the YAML' };
    case 'kind-missing':
      return { problem: 'has no', value: 'kind', advice: 'Give it a kind, such as Mapping' };
    case 'name-missing':
      return { problem: 'has no', value: 'name', advice: 'Give it a name' };
    case 'version-missing':
      return { problem: 'has no', value: 'apiVersion', advice: `Give it apiVersion: ${NEWEST}` };
    case 'version-unknown':
      return { problem: 'has the unknown apiVersion', value: detail, advice: `Write apiVersion: ${NEWEST}` };
    case 'kind-unknown': {
      const meant = nearest(detail, watchedKindNames) ?? 'Mapping, or what it is meant to be';
      return { problem: 'has the unknown kind', value: detail, advice: `Write kind: ${meant}` };
    }
  }
}

const NEWEST = 'getambassador.io/v3alpha1';
