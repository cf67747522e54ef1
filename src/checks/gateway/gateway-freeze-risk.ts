import type { AnyObject } from '../../cluster/objects.ts';
import { type Dropped, type Routing, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const gatewayFreezeRisk = defineCheck({
  code: 'GWY004',
  name: 'gateway-freeze-risk',
  area: 'gateway',
  title: 'A setting makes the gateway’s compiler throw, so that nothing is updated any more',
  severity: 'critical',
  reads: ['Module', 'AuthService', 'RateLimitService', 'TracingService', 'LogService'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-frozen'],
  freezes: true,
  message: '{object} {problem}, and the gateway’s compiler throws at it.',
  why: 'No change to any Mapping, Host or certificate takes effect any more, and a gateway Pod that restarts serves nothing.',
  fix: 'Correct {path} of {object}.',
  silent: [
    'AuthServices that cannot be mixed (auth-freeze-conflict) and LogServices without driver_config (logservice-driver-config)',
    'Mappings at which the compiler throws: checks of mappings name them',
    'a resolver of the Module that Mappings lack as well: that is mapping-resolver-unknown',
  ],
  example: {
    bad: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { readiness_probe: true } }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { readiness_probe: { enabled: true } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const found = causeOf(routing);
      if (!found) continue;
      const { object, problem, path, value, change } = found;
      report({
        on: object,
        data: { object, problem: words(problem), path },
        evidence: [{ at: object, path, value }],
        related: routing.installation.workloads,
        command: change ? patch(object, { spec: change }) : edit(object),
      });
    }
  },
});

interface Cause {
  readonly object: AnyObject;
  readonly problem: string;
  readonly path: string;
  readonly value: string;
  /** What to write into the spec; undefined: a person has to find out. */
  readonly change: Readonly<Record<string, unknown>> | undefined;
}

function causeOf({ crash, module, dropped }: Routing): Cause | undefined {
  const { config } = module;
  switch (crash?.reason) {
    case 'service-unparsable': {
      const { on: object } = crash;
      if (object.kind === 'AuthService') return cause(object, 'spec.auth_service', object.spec.auth_service);
      if (object.kind === 'Mapping' || object.kind === 'TCPMapping' || !('spec' in object)) return undefined;
      return cause(object, 'spec.service', 'service' in object.spec ? object.spec.service : undefined);
    }
    case 'module-resolver-unknown':
      // Where Mappings need it too, mapping-resolver-unknown says so on the same Module.
      if (!module.module || dropped.some(isLost)) return undefined;
      return {
        object: module.module,
        problem: `names a resolver ${module.resolver} that does not exist, while ${nameOf(crash.on)} needs one`,
        path: 'spec.config.resolver',
        value: module.resolver,
        change: { config: { resolver: 'RESOLVER' } },
      };
    case 'module-invalid': {
      const [key, value] = Object.entries(config).find(([name, item]) => isFatal(name, item)) ?? [];
      if (!module.module || key === undefined) return undefined;
      const text = JSON.stringify(value);
      return {
        object: module.module,
        problem: `has ${key}: ${text}`,
        path: `spec.config.${key}`,
        value: text,
        change: changeOf(key, value),
      };
    }
    default:
      return undefined;
  }
}

function isLost({ reason, mapping }: Dropped): boolean {
  return reason === 'resolver-unknown' && !mapping.spec.resolver;
}

function cause(object: AnyObject, path: string, value: unknown): Cause {
  const field = path.replace('spec.', '');
  const change = { [field]: 'NAME.NAMESPACE:PORT' };
  return { object, problem: `has a service that is no address: ${String(value)}`, path, value: String(value), change };
}

/** Without a resolver there is the default one; a switch has its own name under the probe. */
function changeOf(key: string, value: unknown): Cause['change'] {
  if (key === 'resolver') return { config: { resolver: null } };
  return Array.isArray(value) ? undefined : { config: { [key]: { enabled: String(value) !== 'false' } } };
}

function nameOf({ kind, metadata }: AnyObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function isFatal(key: string, value: unknown): boolean {
  if (key === 'resolver') return value === '';
  if (key === 'ip_allow' || key === 'ip_deny')
    return Array.isArray(value) && value.some((item) => typeof item !== 'object');
  return (
    ['liveness_probe', 'readiness_probe', 'diagnostics'].includes(key) && Boolean(value) && typeof value !== 'object'
  );
}
