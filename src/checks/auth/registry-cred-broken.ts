import type { Cluster } from '../../cluster/cluster.ts';
import { nearestNamed } from '../../cluster/nearest-object.ts';
import type { Pod, Ref, Secret } from '../../cluster/objects.ts';
import { isLoginFor, registryOf } from '../../cluster/registries.ts';
import { type Trouble, troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const registryCredBroken = defineCheck({
  code: 'AUT028',
  name: 'registry-cred-broken',
  area: 'auth',
  title: 'A Pod cannot pull its image, and its pull Secret is of no use',
  severity: 'error',
  reads: ['Pod', 'Secret'],
  message: '{pod} cannot pull {image}: its pull Secret {name} {problem}.{hint}',
  why: 'The Pod cannot start.',
  fix: 'Create {name} in namespace {namespace} as a docker-registry Secret with a login for {registry}, or name the right one in imagePullSecrets.',
  silent: [
    'Pods that run: nodes may have logins of their own, and public images need none',
    'images that are not there, and registries that do not answer',
    'a login that is there and refused: what is in it cannot be seen',
  ],
  example: {
    bad: `
kind: Pod
metadata: { name: cart-1, namespace: shop }
spec: { containers: [{ name: app, image: "ghcr.io/acme/cart:1.9" }], imagePullSecrets: [{ name: pull }] }
status:
  phase: Pending
  containerStatuses:
    - { name: app, state: { waiting: { reason: ImagePullBackOff, message: Back-off pulling image } } }
`,
    good: `
kind: Pod
metadata: { name: cart-1, namespace: shop }
spec: { containers: [{ name: app, image: "ghcr.io/acme/cart:1.9" }], imagePullSecrets: [{ name: pull }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
`,
  },

  run({ cluster, now, report }) {
    for (const pod of cluster.all('Pod')) {
      const trouble = troubleOf(pod, now);
      const containers = [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])];
      const image = containers.find(({ name }) => name === trouble?.container)?.image;
      const names = (pod.spec.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []);
      if (!trouble || !image || names.length === 0 || !canBeLogin(trouble)) continue;

      const { namespace } = pod.metadata;
      const faults = names.map((name) => faultOf(cluster, pod, name, image));
      // One that is good, or cannot be seen, is enough.
      if (faults.some((fault) => fault === undefined)) continue;
      const [fault] = faults;
      const [name = ''] = names;
      if (!fault) continue;

      const { registry } = registryOf(image);
      report({
        on: fault.on,
        ...(fault.isOther && { key: registry }),
        data: { pod, image, name, namespace, registry, problem: words(fault.problem), hint: words(fault.hint) },
        evidence: [
          trouble.evidence,
          { at: pod, path: 'spec.imagePullSecrets', value: names },
          ...('metadata' in fault.on ? [{ at: fault.on, path: 'type', value: fault.on.type }] : []),
        ],
        related: [pod],
        command: kubectl('describe', pod),
      });
    }
  },
});

/** Whether a pull may fail for want of a login: the registry says so, or nothing is said at all. */
function canBeLogin({ reason, evidence, message = '' }: Trouble): boolean {
  if (reason !== 'ImagePullBackOff') return false;
  if (!['ImagePullBackOff', 'ErrImagePull'].includes(evidence.value)) return false;
  if (/denied|unauthorized|forbidden|authentication|\b40[13]\b/i.test(message)) return true;
  return !/not found|unknown|no such host|time ?out|refused|i\/o|x509|certificate|no space|toomanyrequests|429/i.test(
    message,
  );
}

interface Fault {
  readonly on: Secret | Ref;
  readonly problem: string;
  readonly hint: string;
  /** It is a good Secret for another registry. */
  readonly isOther: boolean;
}

function faultOf(cluster: Cluster<'Secret'>, pod: Pod, name: string, image: string): Fault | undefined {
  const { namespace } = pod.metadata;
  const secret = cluster.find('Secret', namespace, name);
  if (!secret) {
    if (!cluster.lacks('Secret', namespace, name)) return undefined;
    const near = nearestPullSecret(cluster, namespace, name);
    const hint = near ? ` The nearest name is ${near}.` : '';
    return { on: { kind: 'Secret', namespace, name }, problem: 'does not exist', hint, isOther: false };
  }
  const fault = { on: secret, hint: '', isOther: false };
  if (!isPullSecret(secret)) return { ...fault, problem: `is of type ${secret.type}, which is not looked at` };
  const value = secret.data['.dockerconfigjson'] ?? secret.data['.dockercfg'];
  if (!value?.registries) return { ...fault, problem: 'holds no readable configuration' };
  if (value.registries.some(({ registry }) => isLoginFor(registry, image))) return undefined;
  return { ...fault, problem: `has no login for ${registryOf(image).registry}`, isOther: true };
}

const nearestPullSecret = nearestNamed('Secret', isPullSecret);

function isPullSecret({ type }: Secret): boolean {
  return type === 'kubernetes.io/dockerconfigjson' || type === 'kubernetes.io/dockercfg';
}
