import type { Cluster } from './cluster.ts';
import { type Post, type PostedError, posting } from './errors.ts';
import { type GatewayObjectKind, gatewayObjectsOf } from './gateway-objects.ts';
import { attachContext, type HostSetup } from './host-contexts.ts';
import type { IngressKind } from './ingresses.ts';
import type { Installation } from './installations.ts';
import { isEmptySelector } from './labels.ts';
import { moduleOf } from './module.ts';
import type { Host, LabelSelector } from './objects.ts';
import { perInstallation } from './per-installation.ts';
import { referredSecrets } from './secret-references.ts';
import { secretFinder } from './secret-store.ts';
import { type ContextDraft, draftContext, finishContext, type RoutedContext, resolveContext } from './tls-contexts.ts';

type HostKind = GatewayObjectKind | IngressKind | 'Secret';

/** What a Host does with a request that came in clear. */
export type InsecureAction = 'Route' | 'Redirect' | 'Reject';

/** Why Emissary drops a Host. */
export type HostFault =
  | 'secret-unusable'
  | 'context-unknown'
  | 'secret-mismatch'
  | 'context-and-tls'
  | 'tls-version'
  | 'tls-invalid';

/** A Host as Emissary holds it, before Listeners take it. */
export interface CompiledHost {
  /** Absent: the default Host, which Emissary makes up when no other is left. */
  readonly host?: Host;
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  /** The hostname without port, as TLS names it. */
  readonly serverName: string;
  readonly active: boolean;
  readonly inactiveReason?: HostFault;
  readonly context?: RoutedContext;
  /** Whether it can terminate TLS. */
  readonly tlsValid: boolean;
  readonly insecureAction: InsecureAction;
  readonly selector?: LabelSelector;
  readonly labels: Readonly<Record<string, string>>;
}

/** The Hosts and TLS contexts of an installation. */
export interface HostsAndContexts {
  readonly hosts: readonly CompiledHost[];
  readonly contexts: readonly RoutedContext[];
  readonly errors: readonly PostedError[];
}

interface HostDraft {
  readonly host: Host | undefined;
  readonly name: string;
  readonly fault: HostFault | undefined;
  readonly context: ContextDraft | undefined;
}

/**
 * Sets up TLSContexts and Hosts in Emissary's order: contexts first, then the Hosts, which use and complete them, and
 * at the end the Secrets of all contexts (ir/ir.py; ir/irhost.py).
 */
export const hostsAndContextsOf = perInstallation(
  (cluster: Cluster<HostKind>, installation: Installation): HostsAndContexts => {
    const objects = gatewayObjectsOf(cluster, installation);
    const module = moduleOf(cluster, installation);
    const errors: PostedError[] = [];
    const post = posting(errors);
    const referrers = {
      hosts: cluster.all('Host').filter((host) => installation.sees(host)),
      contexts: cluster.all('TLSContext').filter((context) => installation.sees(context)),
      modules: cluster.all('Module').filter((item) => installation.sees(item)),
      // Those of other classes and IDs as well.
      ingresses: cluster
        .all('Ingress')
        .filter(({ metadata }) => !installation.singleNamespace || metadata.namespace === installation.namespace),
    };
    const find = secretFinder(cluster, installation, referredSecrets(referrers, module, installation.namespace));
    const namespacing = module.tlsSecretNamespacing ?? true;

    const drafts: ContextDraft[] = [];
    const known = new Map<string, ContextDraft>();
    const save = (context: ContextDraft) => saveContext(context, known, post);
    for (const [name, from] of objects.contexts.byName) {
      const { metadata, spec } = from;
      const draft = draftContext(
        {
          name,
          namespace: metadata.namespace,
          from,
          settings: spec,
          hosts: spec.hosts ?? [],
          secretName: spec.secret,
          secretNamespacing: spec.secret_namespacing ?? namespacing,
        },
        post,
      );
      drafts.push(draft);
      if (draft.isActive) save(draft);
    }

    const setup = { find, known, post, drafts, save, namespacing };
    const hosts = [...objects.hosts.byName].map(
      ([name, host]): HostDraft => ({ host, name, ...attachContext(host, name, setup) }),
    );
    if (!hosts.some(({ fault }) => !fault)) hosts.push(defaultHost(installation, setup));

    const hasFiles = installation.isAssumed || mountsFiles(installation);
    for (const draft of known.values()) resolveContext(draft, find, hasFiles, post);

    const finished = new Map(drafts.map((draft) => [draft, finishContext(draft)]));
    return {
      hosts: hosts.map((draft) => compiled(draft, installation, draft.context && finished.get(draft.context))),
      contexts: [...finished.values()],
      errors,
    };
  },
);

/** Contexts by the names Hosts and Mappings use; those that cannot be used are left out. */
export const contextsByName = perInstallation(
  (cluster: Cluster<HostKind>, installation: Installation): ReadonlyMap<string, RoutedContext> =>
    new Map(
      hostsAndContextsOf(cluster, installation)
        .contexts.filter(({ isUsable }) => isUsable)
        .map((context) => [context.name, context]),
    ),
);

function saveContext(context: ContextDraft, known: Map<string, ContextDraft>, post: Post): void {
  if (known.has(context.name)) {
    post('-global-', 'duplicate', { detail: context.name });
    return;
  }
  const port = context.settings.redirect_cleartext_from;
  const other = [...known.values()].find(({ settings }) => settings.redirect_cleartext_from !== undefined);
  if (port !== undefined && other && other.settings.redirect_cleartext_from !== port) {
    post('-global-', 'context-redirect-conflict', { detail: context.name });
    return;
  }
  known.set(context.name, context);
}

/** Stands in when no Host is left: in clear, or with the fallback certificate if there is one. */
function defaultHost({ namespace }: Installation, setup: HostSetup): HostDraft {
  const { find, known, post, drafts, save, namespacing } = setup;
  if ([...known.values()].some(({ hosts }) => hosts.length > 0)) post('-global-', 'no-hosts-but-contexts');
  const name = 'default-host';
  // Where Secrets cannot be read, this one is more likely not there than there.
  if (!find(FALLBACK, namespace)?.secret) return { host: undefined, name, fault: undefined, context: undefined };

  const context = draftContext(
    {
      name: `${name}-context`,
      namespace,
      from: undefined,
      settings: {},
      hosts: ['*'],
      secretName: FALLBACK,
      secretNamespacing: namespacing,
    },
    post,
  );
  drafts.push(context);
  save(context);
  return { host: undefined, name, fault: undefined, context };
}

const FALLBACK = 'fallback-self-signed-cert';

function compiled(
  { host, name, fault, context: draft }: HostDraft,
  installation: Installation,
  context: RoutedContext | undefined,
): CompiledHost {
  const { spec = {}, metadata } = host ?? {};
  const hostname = spec.hostname || '*';
  const selector = isSelector(spec.mappingSelector) ? spec.mappingSelector : spec.selector;
  return {
    ...(host && { host }),
    name: metadata?.name ?? name,
    namespace: metadata?.namespace ?? installation.namespace,
    hostname,
    serverName: hostname.replace(/:[^:]*$/, ''),
    active: !fault,
    ...(fault && { inactiveReason: fault }),
    ...(context && !fault && { context }),
    tlsValid: !fault && context !== undefined && context.isUsable,
    insecureAction: host ? actionOf(spec.requestPolicy?.insecure?.action) : draft ? 'Redirect' : 'Route',
    ...(isSelector(selector) && { selector }),
    labels: metadata?.labels ?? {},
  };
}

/** An empty selector is none. */
function isSelector(selector: LabelSelector | undefined): selector is LabelSelector {
  return selector !== undefined && !isEmptySelector(selector);
}

function actionOf(action: string | undefined): InsecureAction {
  return action === 'Route' || action === 'Reject' ? action : 'Redirect';
}

// Files come from volumes: a gateway that mounts none cannot have any.
function mountsFiles({ workloads, pods }: Installation): boolean {
  const specs = [...workloads.map(({ spec }) => spec.template?.spec), ...pods.map(({ spec }) => spec)];
  return specs.some((spec) => (spec?.volumes ?? []).some(({ name }) => name !== 'ambassador-pod-info'));
}
