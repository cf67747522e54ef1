import type { Post } from './errors.ts';
import type { Certificate, Host, Ref, TLSContext, TLSSettings } from './objects.ts';
import { splitSecret } from './secret-references.ts';
import type { FindSecret, LoadedSecret } from './secret-store.ts';

/** A TLS context of an installation: a TLSContext, or what a Host made. */
export interface RoutedContext {
  /** The name Hosts and Mappings know it by: bare for the first namespace that has it, else `name.namespace`. */
  readonly name: string;
  readonly namespace: string;
  /** Absent: Emissary made it for the default Host. */
  readonly from?: TLSContext | Host;
  /** The hostnames it is meant for. Empty: for traffic to upstreams. */
  readonly hosts: readonly string[];
  /** Whether it is left when its Secrets have been looked up. */
  readonly isActive: boolean;
  /** Whether it does anything: it is active and has no error. */
  readonly isUsable: boolean;
  /** The text that names its Secret. */
  readonly secretName?: string;
  /** The Secret whose certificate it serves; not always the one it names. */
  readonly secret?: LoadedSecret;
  readonly certificate?: Certificate;
  /** The Secret by which clients (or, towards upstreams, servers) are verified. */
  readonly caSecret?: Ref;
  readonly settings: TLSSettings;
}

/** A context while it is worked out: Hosts still complete it, and errors take its use away. */
export interface ContextDraft {
  readonly name: string;
  readonly namespace: string;
  readonly from: TLSContext | Host | undefined;
  readonly settings: TLSSettings;
  readonly secretNamespacing: boolean;
  hosts: readonly string[];
  secretName: string | undefined;
  isActive: boolean;
  isErrored: boolean;
  secret?: LoadedSecret;
  caSecret?: Ref;
}

/** What a TLSContext, or a Host that makes its own context, says. */
export interface ContextSource {
  readonly name: string;
  readonly namespace: string;
  readonly from: TLSContext | Host | undefined;
  readonly settings: TLSSettings;
  readonly hosts: readonly string[];
  readonly secretName: string | undefined;
  readonly secretNamespacing: boolean;
}

/** Starts a context; `isActive: false` when it contradicts itself (ir/irtlscontext.py, setup). */
export function draftContext(source: ContextSource, post: Post): ContextDraft {
  const draft: ContextDraft = { ...source, isActive: true, isErrored: false };
  const fail = failing(draft, post);
  const { cert_chain_file, private_key_file, redirect_cleartext_from } = source.settings;
  if (cert_chain_file && !private_key_file) {
    fail('context-key-missing', 'private_key_file');
    draft.isActive = false;
  }
  if (cert_chain_file && source.secretName) {
    fail('context-certificate-twice', 'cert_chain_file');
    draft.isActive = false;
  }
  if (draft.isActive && redirect_cleartext_from !== undefined && !Number.isInteger(Number(redirect_cleartext_from))) {
    fail('context-redirect-invalid', String(redirect_cleartext_from));
  }
  return draft;
}

/** Looks up what a context needs, and takes it out of use when something is missing (ir/irtlscontext.py, resolve). */
export function resolveContext(draft: ContextDraft, find: FindSecret, hasFile: boolean, post: Post): void {
  draft.isActive = isResolved(draft, find, hasFile, post);
}

function isResolved(draft: ContextDraft, find: FindSecret, hasFile: boolean, post: Post): boolean {
  const { settings, secretName } = draft;
  const fail = failing(draft, post);
  const look = (name: string): LoadedSecret | undefined => {
    const [namespace, bare] = draft.secretNamespacing ? splitSecret(draft.namespace, name) : [draft.namespace, name];
    return find(bare, namespace);
  };
  // Either setting keeps a context without certificate alive; its error keeps it out of use all the same.
  const survives = Boolean(settings.redirect_cleartext_from || settings.alpn_protocols);
  let certificateFile = settings.cert_chain_file;
  let keyFile = settings.private_key_file;
  let isComplete = true;

  const { ca_secret: caName, crl_secret: crlName, cacert_chain_file: caFile } = settings;
  if (!secretName && !certificateFile && !keyFile && !caName && !caFile && !crlName) fail('context-empty');

  if (secretName) {
    const secret = look(secretName);
    if (!secret) {
      fail('certificate-not-found', secretName);
      isComplete = false;
    } else if (!secret.hasPrivateKey) {
      fail('private-key-not-found', secretName);
      return false;
    } else {
      draft.secret = secret;
      certificateFile = secret.hasCertificate ? 'loaded' : undefined;
      keyFile = 'loaded';
    }
  }
  if (crlName && !look(crlName)) {
    fail('revocation-list-not-found', crlName);
    isComplete = false;
  }
  if ((caName || caFile) && !certificateFile) {
    fail('validation-without-termination', caName ?? caFile);
    return false;
  }
  if (caName) {
    const ca = look(caName);
    if (ca) draft.caSecret = ca.ref;
    else {
      fail('validation-certificate-not-found', caName);
      isComplete = false;
    }
  }
  if (!isComplete) return survives;

  let filesAreThere = true;
  for (const [key, path] of Object.entries({ cert_chain_file: certificateFile, private_key_file: keyFile })) {
    const isMissing = path === undefined ? draft.hosts.length > 0 : path !== 'loaded' && !hasFile;
    if (!isMissing) continue;
    fail(path === undefined ? 'file-missing' : 'file-not-found', path ?? key);
    filesAreThere = false;
  }
  if (caFile && !hasFile) {
    fail('file-not-found', caFile);
    filesAreThere = false;
  }
  return filesAreThere;
}

/** What became of a context. */
export function finishContext(draft: ContextDraft): RoutedContext {
  const { name, namespace, from, hosts, isActive, isErrored, secretName, secret, caSecret, settings } = draft;
  return {
    name,
    namespace,
    ...(from && { from }),
    hosts,
    isActive,
    isUsable: isActive && !isErrored,
    ...(secretName !== undefined && { secretName }),
    ...(secret && { secret }),
    ...(secret?.certificate && { certificate: secret.certificate }),
    ...(caSecret && { caSecret }),
    settings,
  };
}

function failing(draft: ContextDraft, post: Post): (reason: Parameters<Post>[1], detail?: string) => void {
  return (reason, detail) => {
    draft.isErrored = true;
    post(draft.from ?? '-internal-', reason, detail === undefined ? {} : { detail });
  };
}
