import type { Post } from './errors.ts';
import type { HostFault } from './hosts.ts';
import type { Host } from './objects.ts';
import type { FindSecret, LoadedSecret } from './secret-store.ts';
import { type ContextDraft, type ContextSource, draftContext } from './tls-contexts.ts';

/** What Hosts find, and leave to later ones, while they are set up. */
export interface HostSetup {
  readonly find: FindSecret;
  /** The contexts by name, so far. */
  readonly known: ReadonlyMap<string, ContextDraft>;
  /** Every context there ever was. */
  readonly drafts: ContextDraft[];
  readonly save: (context: ContextDraft) => void;
  readonly post: Post;
  /** Whether Secret names are split at their last dot. */
  readonly namespacing: boolean;
}

/** What a Host got: a context to terminate TLS with, or a fault that ends it. */
interface Attached {
  readonly fault: HostFault | undefined;
  readonly context: ContextDraft | undefined;
}

const VERSIONS = ['v1.0', 'v1.1', 'v1.2', 'v1.3'];
const NONE: Attached = { fault: undefined, context: undefined };

/** Finds or makes the TLS context of a Host (ir/irhost.py, setup). Only a `tlsSecret` makes it look for one. */
export function attachContext(host: Host, name: string, setup: HostSetup): Attached {
  const { metadata, spec } = host;
  const { name: secretName, namespace } = spec.tlsSecret ?? {};
  const attached = secretName ? attach(host, name, secretName, namespace || undefined, setup) : NONE;

  const account = spec.acmeProvider?.privateKeySecret?.name;
  if (account && attached.fault === undefined && !setup.find(account, metadata.namespace)) {
    setup.post(host, 'acme-key-unknown', { detail: account });
  }
  return attached;
}

function attach(
  host: Host,
  name: string,
  secretName: string,
  secretNamespace: string | undefined,
  { find, known, drafts, save, post, namespacing }: HostSetup,
): Attached {
  const { metadata, spec } = host;
  const secret = find(secretName, secretNamespace ?? metadata.namespace);
  if (!secret) return failed('secret-unusable');

  const implicit = `${name}-context`;
  const fullName = secretNamespace ? `${secretName}.${secretNamespace}` : secretName;
  const named = spec.tlsContext?.name;
  const inline = spec.tls && Object.keys(spec.tls).length > 0 ? spec.tls : undefined;
  if (named && inline) {
    post(host, 'host-tls-twice');
    return failed('context-and-tls');
  }
  if (named) return useContext(host, name, named, secret, fullName, { find, known, post });
  if (!inline && isGood(known.get(implicit))) {
    return useContext(host, name, implicit, secret, fullName, { find, known, post });
  }

  for (const version of [inline?.min_tls_version, inline?.max_tls_version]) {
    if (version === undefined || VERSIONS.includes(version)) continue;
    post(host, 'host-tls-version', { detail: version });
    return failed('tls-version');
  }
  const source: ContextSource = {
    name: implicit,
    namespace: metadata.namespace,
    from: host,
    settings: inline ?? {},
    hosts: [spec.hostname || '*'],
    secretName: fullName,
    secretNamespacing: secretNamespace !== undefined || namespacing,
  };
  const context = draftContext(source, post);
  drafts.push(context);
  if (!context.isActive) {
    post(host, 'host-tls-invalid', { detail: implicit });
    return failed('tls-invalid');
  }
  save(context);
  return { fault: undefined, context };
}

/** Takes a context that is there, if it agrees with the Host (ir/irhost.py, save_context). */
function useContext(
  host: Host,
  storedName: string,
  contextName: string,
  secret: LoadedSecret,
  fullName: string,
  { find, known, post }: Pick<HostSetup, 'find' | 'known' | 'post'>,
): Attached {
  const context = known.get(contextName);
  if (!isGood(context)) {
    post(host, 'host-context-unknown', { detail: contextName });
    return failed('context-unknown');
  }
  if (context.secretName === undefined) {
    context.secretName = fullName;
  } else if (!isSame(find(context.secretName, host.metadata.namespace), secret)) {
    post(host, 'host-secret-mismatch', { detail: contextName });
    return failed('secret-mismatch');
  }

  const hostname = host.spec.hostname || '*';
  if (context.hosts.length === 0) context.hosts = [hostname];
  else if (!context.hosts.some((name) => name === hostname || name === storedName)) {
    post(host, 'host-hosts-mismatch', { detail: contextName });
  }
  return { fault: undefined, context };
}

function isSame(one: LoadedSecret | undefined, { ref }: LoadedSecret): boolean {
  return one?.ref.name === ref.name && one.ref.namespace === ref.namespace;
}

function isGood(context: ContextDraft | undefined): context is ContextDraft {
  return context?.isActive === true && !context.isErrored;
}

function failed(fault: HostFault): Attached {
  return { fault, context: undefined };
}
