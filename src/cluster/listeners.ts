import type { Post } from './errors.ts';
import { selectsLabels } from './groups.ts';
import type { CompiledHost } from './hosts.ts';
import type { Installation } from './installations.ts';
import { isEmptySelector } from './labels.ts';
import type { LabelSelector, Listener } from './objects.ts';
import type { TcpGroupDraft } from './tcp-groups.ts';

export type SecurityModel = 'XFP' | 'SECURE' | 'INSECURE';

/** A Listener as Emissary holds it, before it takes Hosts. */
export interface CompiledListener {
  /** Absent: Emissary made it for TCPMappings on a port that no Listener has. */
  readonly listener?: Listener;
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  /** `tcp-0.0.0.0-8080`: no two Listeners can have the same. */
  readonly bind: string;
  readonly stack: readonly string[];
  readonly securityModel: SecurityModel;
  readonly l7Depth: number;
  /** The namespace whose Hosts it takes; absent: all. */
  readonly hostNamespace?: string;
  readonly hostSelector?: LabelSelector;
}

/** Why a Listener is not there. */
export type ListenerFault = 'invalid' | 'duplicate';

/** The Listeners that count, and those that do not. */
export interface CompiledListeners {
  readonly listeners: readonly CompiledListener[];
  readonly refused: readonly { readonly listener: Listener; readonly reason: ListenerFault; readonly by?: Listener }[];
}

const STACKS: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTP', 'TCP'],
  HTTPS: ['TLS', 'HTTP', 'TCP'],
  HTTPPROXY: ['PROXY', 'HTTP', 'TCP'],
  HTTPSPROXY: ['TLS', 'PROXY', 'HTTP', 'TCP'],
  TCP: ['TCP'],
  TLS: ['TLS', 'TCP'],
};

/** Reads the Listeners; of two on one port the first counts (ir/irlistener.py). */
export function compileListeners(
  byName: ReadonlyMap<string, Listener>,
  installation: Installation,
  post: Post,
): CompiledListeners {
  const byBind = new Map<string, CompiledListener>();
  const refused: CompiledListeners['refused'][number][] = [];
  for (const listener of byName.values()) {
    const compiled = compile(listener, installation, post);
    if (!compiled) {
      refused.push({ listener, reason: 'invalid' });
      continue;
    }
    const first = byBind.get(compiled.bind);
    if (!first) {
      byBind.set(compiled.bind, compiled);
      continue;
    }
    post('-global-', 'listener-duplicate', { about: listener });
    refused.push({ listener, reason: 'duplicate', ...(first.listener && { by: first.listener }) });
  }
  return { listeners: [...byBind.values()], refused };
}

/** Adds a Listener for each TCP group whose port has none (ir/irlistener.py, ListenerFactory.finalize). */
export function withTcpListeners(
  listeners: readonly CompiledListener[],
  groups: readonly TcpGroupDraft[],
  installation: Installation,
): readonly CompiledListener[] {
  const byBind = new Map(listeners.map((listener) => [listener.bind, listener]));
  for (const { first } of groups) {
    const { port = 0, host } = first.spec;
    const address = first.spec.address || bindAddress(installation);
    const bind = bindOf(first, installation);
    if (byBind.has(bind)) continue;
    byBind.set(bind, {
      name: `listener-${address}-${port}`,
      namespace: installation.namespace,
      port,
      bind,
      stack: host ? ['TLS', 'TCP'] : ['TCP'],
      securityModel: 'SECURE',
      l7Depth: 0,
      hostNamespace: installation.namespace,
    });
  }
  return [...byBind.values()];
}

/** Where a TCPMapping listens. */
export function bindOf({ spec }: TcpGroupDraft['first'], installation: Installation): string {
  return `tcp-${spec.address || bindAddress(installation)}-${spec.port}`;
}

/** Whether a Listener takes a Host: by namespace, and by labels if it asks for some. */
export function takesHost(
  { hostNamespace, hostSelector }: CompiledListener,
  { namespace, labels }: CompiledHost,
  strict: boolean,
): boolean {
  if (hostNamespace !== undefined && hostNamespace !== namespace) return false;
  return selectsLabels(hostSelector?.matchLabels, labels, strict);
}

function compile(listener: Listener, installation: Installation, post: Post): CompiledListener | undefined {
  const { metadata, spec } = listener;
  const { port = 0, hostBinding, securityModel, l7Depth = 0 } = spec;
  const stack = stackOf(listener, post);
  if (!stack) return undefined;

  const transport = stack.at(-1);
  if ((transport !== 'TCP' && transport !== 'UDP') || (transport === 'UDP' && !stack.includes('HTTP'))) {
    post(listener, 'listener-stack-invalid', { detail: stack.join(', ') });
    return undefined;
  }
  if (!isSecurityModel(securityModel)) {
    post(listener, 'listener-security-model-missing');
    return undefined;
  }
  const { namespace, selector } = hostBinding ?? {};
  const from = namespace?.from?.toLowerCase();
  const picks = selector !== undefined && !isEmptySelector(selector);
  if (!from && !picks) {
    post(listener, 'listener-binding-missing');
    return undefined;
  }
  // What it asks for is not there, and it goes on as SELF.
  if (from === 'selector') post(listener, 'listener-binding-unsupported', { detail: 'SELECTOR' });
  if (picks && Object.keys(selector.matchLabels ?? {}).length === 0) {
    post(listener, 'listener-binding-unsupported', { detail: 'matchExpressions' });
    return undefined;
  }
  return {
    listener,
    name: metadata.name,
    namespace: metadata.namespace,
    port,
    bind: `${transport.toLowerCase()}-${bindAddress(installation)}-${port}`,
    stack,
    securityModel,
    l7Depth,
    ...(from !== 'all' && { hostNamespace: metadata.namespace }),
    ...(picks && { hostSelector: selector }),
  };
}

function stackOf(listener: Listener, post: Post): readonly string[] | undefined {
  const { protocol, protocolStack } = listener.spec;
  if (protocolStack && protocolStack.length > 0) {
    if (protocol) post(listener, 'listener-protocol-twice', { detail: protocol });
    return protocolStack;
  }
  if (!protocol) {
    post(listener, 'listener-protocol-missing');
    return undefined;
  }
  const stack = STACKS[protocol];
  if (!stack) post(listener, 'listener-protocol-invalid', { detail: protocol });
  return stack;
}

function isSecurityModel(model: string | undefined): model is SecurityModel {
  return model === 'XFP' || model === 'SECURE' || model === 'INSECURE';
}

function bindAddress({ env }: Installation): string {
  return env.AMBASSADOR_ENVOY_BIND_ADDRESS || '0.0.0.0';
}
