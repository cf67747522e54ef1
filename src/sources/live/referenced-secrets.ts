import type { AnyObject, DaemonSet, Deployment, Ref, StatefulSet } from '../../cluster/objects.ts';
import { type Fields, fieldsOf, isFields, textOf } from '../fields.ts';

/** The certificate that Emissary serves when there is no Host. */
const FALLBACK = 'fallback-self-signed-cert';

/**
 * Every Secret that these objects name, once: Hosts, TLSContexts, Modules, Ingresses, Filters, cert-manager Certificates,
 * image pulls. A name with a dot can stand for `name.namespace` or for itself (Emissary: cmd/entrypoint/secrets.go), so
 * both are here.
 */
export function referencedSecrets(objects: Iterable<AnyObject>): readonly Ref[] {
  const refs = new Map<string, Ref>();
  const add = (namespace: string, name: string | undefined) => {
    if (name && namespace) refs.set(`${namespace}/${name}`, { kind: 'Secret', namespace, name });
  };
  const addDotted = (namespace: string, name: string | undefined) => {
    add(namespace, name);
    const dot = name?.lastIndexOf('.') ?? -1;
    if (name && dot > 0) add(name.slice(dot + 1), name.slice(0, dot));
  };

  for (const object of objects) {
    const { namespace } = object.metadata;
    switch (object.kind) {
      case 'Host': {
        const { tlsSecret, acmeProvider, tls } = object.spec;
        add(tlsSecret?.namespace || namespace, tlsSecret?.name);
        add(namespace, acmeProvider?.privateKeySecret?.name);
        for (const name of [tls?.ca_secret, tls?.crl_secret]) addDotted(namespace, name);
        add(namespace, FALLBACK);
        break;
      }
      case 'TLSContext':
        for (const name of [object.spec.secret, object.spec.ca_secret, object.spec.crl_secret])
          addDotted(namespace, name);
        break;
      case 'Module':
        add(namespace, FALLBACK);
        for (const name of named(object.spec.config, /^(ca_|crl_)?secret$/)) addDotted(namespace, name);
        break;
      case 'Listener':
        add(namespace, FALLBACK);
        break;
      case 'Ingress':
        for (const { secretName } of object.spec.tls ?? []) addDotted(namespace, secretName);
        break;
      case 'Filter':
        for (const { secretName, secretNamespace } of withSecretName(object.spec)) {
          add(textOf(secretNamespace) || namespace, textOf(secretName));
        }
        break;
      case 'Certificate':
        add(namespace, object.spec.secretName);
        break;
      case 'Pod':
        for (const { name } of object.spec.imagePullSecrets ?? []) add(namespace, name);
        break;
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        for (const { name } of object.spec.template?.spec?.imagePullSecrets ?? []) add(namespace, name);
        if (isGateway(object)) add(namespace, FALLBACK);
        break;
    }
  }
  return [...refs.values()];
}

function isGateway({ spec }: Deployment | StatefulSet | DaemonSet): boolean {
  const containers = spec.template?.spec?.containers ?? [];
  return containers.some(({ env }) => env?.some(({ name }) => name.startsWith('AMBASSADOR_')));
}

function named(value: unknown, name: RegExp): readonly string[] {
  return [...everyObject(value)].flatMap((fields) =>
    Object.entries(fields).flatMap(([key, text]) => (typeof text === 'string' && name.test(key) ? [text] : [])),
  );
}

function withSecretName(value: unknown): readonly Fields[] {
  return [...everyObject(value)].filter(({ secretName }) => secretName !== undefined);
}

function* everyObject(value: unknown): Iterable<Fields> {
  if (Array.isArray(value)) {
    for (const item of value) yield* everyObject(item);
  } else if (isFields(value)) {
    yield fieldsOf(value);
    for (const item of Object.values(value)) yield* everyObject(item);
  }
}
