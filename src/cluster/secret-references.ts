import type { GatewayModule } from './module.ts';
import type { Host, Ingress, Module, TLSContext } from './objects.ts';

/** The objects that can name a Secret. */
export interface Referrers {
  readonly hosts: readonly Host[];
  readonly contexts: readonly TLSContext[];
  readonly ingresses: readonly Ingress[];
  readonly modules: readonly Module[];
}

/**
 * The Secrets, as `namespace/name`, that are handed to Emissary's compiler: only those something names. Whether
 * `name.namespace` is one name or two is decided here otherwise than by the compiler: a Module `ambassador` that does
 * not say `tls_secret_namespacing: true` switches it off (cmd/entrypoint/secrets.go).
 */
export function referredSecrets(
  { hosts, contexts, ingresses, modules }: Referrers,
  { module, tlsSecretNamespacing }: GatewayModule,
  gatewayNamespace: string,
): ReadonlySet<string> {
  const splits = module === undefined || tlsSecretNamespacing === true;
  const wanted = new Set([`${gatewayNamespace}/fallback-self-signed-cert`]);
  const want = (home: string, name: unknown, split: boolean) => {
    if (typeof name === 'string' && name !== '')
      wanted.add(split ? splitSecret(home, name).join('/') : `${home}/${name}`);
  };

  for (const { metadata, spec } of hosts) {
    want(metadata.namespace, spec.tls?.ca_secret, splits);
    want(metadata.namespace, spec.tls?.crl_secret, splits);
    want(spec.tlsSecret?.namespace || metadata.namespace, spec.tlsSecret?.name, false);
    want(metadata.namespace, spec.acmeProvider?.privateKeySecret?.name, false);
  }
  for (const { metadata, spec } of contexts) {
    for (const name of [spec.secret, spec.ca_secret, spec.crl_secret]) {
      want(metadata.namespace, name, spec.secret_namespacing ?? splits);
    }
  }
  for (const { metadata, spec } of ingresses) {
    for (const { secretName } of spec.tls ?? []) want(metadata.namespace, secretName, splits);
  }
  for (const { metadata, spec } of modules) {
    for (const part of ['upstream', 'server', 'client']) {
      const section = spec.config?.[part];
      if (section && typeof section === 'object' && 'secret' in section) {
        want(metadata.namespace, section.secret, splits);
      }
    }
  }
  return wanted;
}

/** Namespace and name that a text `name.namespace` stands for, split at its last dot. */
export function splitSecret(home: string, text: string): readonly [namespace: string, name: string] {
  const dot = text.lastIndexOf('.');
  return dot < 0 ? [home, text] : [text.slice(dot + 1), text.slice(0, dot)];
}
