import { isEmissary, KINDS } from '../cluster/kinds.ts';
import type { AnyObject, Kind, Ref, Secret, Service } from '../cluster/objects.ts';
import { refOf } from './finding.ts';

/**
 * Commands to paste into a shell, quoted so that no name can do anything but name. A word in capitals (`HOSTNAME`) stands
 * for what only a person can choose: see `placeholdersIn`.
 */

/**
 * `kubectl -n shop patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":…}'`: a merge patch of exactly
 * these fields, null takes one away, lists are replaced whole. No patch reaches an object that is written in an
 * annotation or made of an Ingress: then the command opens that one.
 */
export function patch(object: AnyObject | Ref, change: unknown): string {
  return patchAs('merge', object, change);
}

/** Placeholders for numbers stand without quotes, so that what replaces them is a number. */
const NUMBERS = ['PORT', 'NUMBER', 'WEIGHT'];
const TEXTS = [
  ...[
    'CA_SECRET',
    'COOKIE',
    'DATACENTER',
    'DURATION',
    'HEADER',
    'HOST',
    'HOSTNAME',
    'ID',
    'ISSUER',
    'NAME',
    'NAMESPACE',
  ],
  ...['PASSWORD', 'POLICY', 'PREFIX', 'RESOLVER', 'RETRY_ON', 'REWRITE', 'SECRET', 'SERVICE', 'USERNAME', 'VALUE'],
  'VERSION',
];
const FILES = ['CA.pem', 'CERT.pem', 'CRL.pem', 'FILE.pem', 'FULLCHAIN.pem', 'KEY.pem', 'TOKEN.txt'];
const PLACEHOLDERS = new RegExp(`\\b(${[...NUMBERS, ...TEXTS, ...FILES].join('|').replaceAll('.', '\\.')})\\b`, 'g');

/** The words in a command that stand for what a person has to choose: `HOSTNAME`, a file `CERT.pem`. */
export function placeholdersIn(command: string): readonly string[] {
  return [...new Set(command.match(PLACEHOLDERS))];
}

/** One step of a JSON patch (RFC 6902), for an item of a list. `test` guards against a list that changed meanwhile. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'copy' | 'move';
  /** `/spec/ports/0/targetPort` */
  readonly path: string;
  /** Where a copy, or what moves, comes from. */
  readonly from?: string;
  readonly value?: unknown;
}

/** As `patch`, for items of lists. */
export function patchItems(object: AnyObject | Ref, ...steps: readonly PatchStep[]): string {
  return patchAs('json', object, steps);
}

/** `kubectl -n shop edit …`: what a person has to write; opens the bearer of an object that is written in an annotation. */
export function edit(object: AnyObject | Ref): string {
  return begin(writtenIn(object), 'edit');
}

/** `kubectl -n shop delete mapping cart`; opens the bearer of an object that is written in an annotation. */
export function remove(object: AnyObject | Ref): string {
  const bearer = writtenIn(object);
  return bearer === object ? begin(object, 'delete') : edit(object);
}

/** `kubectl apply -f - <<< '{"apiVersion":…}'`, in one line, as every command is. */
export function apply(manifest: { readonly kind: string; readonly [field: string]: unknown }): string {
  const info = isKept(manifest.kind) ? KINDS[manifest.kind] : undefined;
  const apiVersion = info && [info.group, info.version].filter(Boolean).join('/');
  return `kubectl apply -f - <<< ${quote(json({ ...(apiVersion && { apiVersion }), ...manifest }))}`;
}

/** A Listener for all Hosts, in the namespace of a gateway and with its ID. */
export function createListener({ namespace, id }: Gateway, port: number, protocol: 'HTTP' | 'HTTPS'): string {
  const spec = { port, protocol, securityModel: 'XFP', hostBinding: { namespace: { from: 'ALL' } } };
  const name = `${protocol.toLowerCase()}-${port}`;
  return apply({ kind: 'Listener', metadata: { name, namespace }, spec: { ...idOf(id), ...spec } });
}

/** A Host for a name, with the certificate in a Secret beside it; `id` where the gateway has not the usual one. */
export function createHost(namespace: string, hostname: string, { id = 'default', secret = 'SECRET' } = {}): string {
  const spec = { ...idOf(id), hostname, tlsSecret: { name: secret } };
  return apply({ kind: 'Host', metadata: { name: nameFor(hostname), namespace }, spec });
}

/** A name for an object made from a hostname or a path. Without dots: Emissary cuts names at the first one. */
export function nameFor(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('*', 'all')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

interface Gateway {
  readonly namespace: string;
  /** Its ambassador_id. */
  readonly id: string;
}

function idOf(id: string): { readonly ambassador_id?: readonly string[] } {
  return id === 'default' ? {} : { ambassador_id: [id] };
}

/**
 * Adds a port to a Service. Kubernetes asks for names as soon as a Service has two ports, so that those without one get
 * one as well.
 */
export function addPort(
  service: Service,
  port: {
    readonly name: string;
    readonly port: number;
    readonly targetPort: number | string;
    readonly protocol?: string;
  },
): string {
  const { ports = [] } = service.spec;
  const names = ports.flatMap(({ name, port: number }, index) =>
    name ? [] : [{ op: 'add' as const, path: `/spec/ports/${index}/name`, value: `port-${number}` }],
  );
  const name = ports.some((other) => other.name === port.name) ? `${port.name}-${port.port}` : port.name;
  return patchItems(service, ...names, { op: 'add', path: '/spec/ports/-', value: { ...port, name } });
}

/** Adds or changes labels, `key=value`, as people write them; of what stands in an annotation they do so in an editor. */
export function label(object: AnyObject | Ref, labels: readonly string[], ...flags: readonly string[]): string {
  const isInAnnotation = 'annotationOf' in object && object.annotationOf;
  return isInAnnotation ? edit(object) : kubectl('label', writtenIn(object), ...labels.map(quote), ...flags);
}

/** Gives an object another name, which takes a new object in place of the old one. */
export function rename(object: AnyObject | Ref, name: string): string {
  return writtenIn(object) === object ? `${copyAs(object, name)} && ${begin(object, 'delete')}` : edit(object);
}

/** Makes an object of another name with the same content. */
export function copyAs(object: AnyObject | Ref, name: string): string {
  return copy(object, 'name', refOf(object).name, name);
}

/** `kubectl -n shop VERB kind name`, and words that follow as they are. */
export function kubectl(verb: string, object: AnyObject | Ref, ...words: readonly string[]): string {
  return [begin(object, verb), ...words].join(' ');
}

/** `kubectl -n shop get … -o yaml`: how an object, or the bearer of its annotation, is written. */
export function show(object: AnyObject | Ref): string {
  return kubectl('get', writtenIn(object), '-o', 'yaml');
}

/** Sets, or with `NAME-` takes away, a variable of a container. Those of a Pod cannot be changed, only looked at. */
export function setEnv(on: AnyObject | Ref, container: string, ...variables: readonly string[]): string {
  if (on.kind === 'Pod') return kubectl('describe', on);
  return kubectl('set env', on, ...variables.map(quote), '-c', quote(container));
}

/** Changes a container of a workload, or adds it: a strategic merge patch, which knows containers by their names. */
export function patchContainer(
  on: AnyObject | Ref,
  container: { readonly name: string; readonly [field: string]: unknown },
) {
  if (on.kind === 'Pod') return kubectl('describe', on);
  return `${begin(on, 'patch')} -p ${quote(json({ spec: { template: { spec: { containers: [container] } } } }))}`;
}

/** `kubectl -n shop logs pod -c app --previous` */
export function logs(pod: AnyObject | Ref, container: string, previous = false): string {
  const { namespace, name } = refOf(pod);
  return `kubectl -n ${quote(namespace)} logs ${quote(name)} -c ${quote(container)}${previous ? ' --previous' : ''}`;
}

/** `kubectl -n shop logs deployment/app --all-containers` */
export function allLogs(object: AnyObject | Ref): string {
  const { kind, namespace, name } = refOf(object);
  const what = kind === 'Pod' ? name : `${kind.toLowerCase()}/${name}`;
  return `kubectl -n ${quote(namespace)} logs ${quote(what)} --all-containers`;
}

/**
 * Writes a certificate and its key into a Secret, whether it is there or not; `CERT.pem` and `KEY.pem` are files. A type
 * cannot be changed, so that a Secret of another one gets both values by themselves.
 */
export function writeTLSSecret(secret: Secret | Ref): string {
  if ('type' in secret && secret.type !== 'kubernetes.io/tls') {
    return `${putIntoSecret(secret, 'tls.crt')}\n${putIntoSecret(secret, 'tls.key')}`;
  }
  return `${makeTLSSecret(secret)} --dry-run=client -o yaml | kubectl apply -f -`;
}

/**
 * Gives a Secret the type `kubernetes.io/tls`, which only a new one can have: the old one is deleted. What has both values
 * under the keys of that type keeps them; anything else the API server would refuse.
 */
export function replaceTLSSecret(secret: Secret): string {
  const hasBoth = ['tls.crt', 'tls.key'].every((key) => key in secret.data);
  const made = hasBoth
    ? `${kubectl('get', secret, '-o', 'yaml')} | sed 's/^type: .*/type: kubernetes.io\\/tls/'`
    : `${makeTLSSecret(secret)} --dry-run=client -o yaml`;
  return `${made} | kubectl replace --force -f -`;
}

const FILE_OF: Readonly<Record<string, string>> = {
  'crl.pem': 'CRL.pem',
  'tls.crt': 'CERT.pem',
  'tls.key': 'KEY.pem',
};

/**
 * Puts the content of a file under a key of a Secret that is there, and leaves its other values as they are. Of a text
 * (`TOKEN.txt`) the end of the line is left out, which editors add.
 */
export function putIntoSecret(secret: AnyObject | Ref, key: string, file = FILE_OF[key] ?? 'FILE.pem'): string {
  const content = `\\"$(${isText(file) ? `tr -d '\\n' < ${file} | base64` : `base64 < ${file}`} | tr -d '\\n')\\"`;
  return `${begin(secret, 'patch')} --type=merge -p "{\\"data\\":{\\"${key}\\":${content}}}"`;
}

/** Puts a copy of a Secret into another namespace. */
export function copySecret(secret: Secret | Ref, namespace: string): string {
  return copy(secret, 'namespace', refOf(secret).namespace, namespace);
}

/** Asks cert-manager for a new certificate now; see https://cert-manager.io/docs/reference/cmctl/#renew */
export function renew(certificate: AnyObject | Ref): string {
  const { namespace, name } = refOf(certificate);
  return `cmctl renew -n ${quote(namespace)} ${quote(name)}`;
}

/** One word of a shell command, quoted where it has to be. */
export function quote(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The object that people wrote: the bearer of an annotation, the Ingress that Emissary made a Mapping of, or itself. */
export function writtenIn(object: AnyObject | Ref): AnyObject | Ref {
  if (!('metadata' in object)) return object;
  if ('annotationOf' in object && object.annotationOf) return object.annotationOf;
  return ('madeFrom' in object && object.madeFrom) || object;
}

function patchAs(type: 'merge' | 'json', object: AnyObject | Ref, change: unknown): string {
  if (writtenIn(object) !== object) return edit(object);
  return `${begin(object, 'patch')} --type=${type} -p ${quote(json(change))}`;
}

function copy(object: AnyObject | Ref, field: 'name' | 'namespace', from: string, to: string): string {
  const line = quote(`s/^  ${field}: ${from.replaceAll('.', '\\.')}$/  ${field}: ${to}/`);
  return `${kubectl('get', object, '-o', 'yaml')} | sed ${line} | kubectl create -f -`;
}

function isText(file: string): boolean {
  return file.endsWith('.txt');
}

function json(value: unknown): string {
  return NUMBERS.reduce((text, name) => text.replaceAll(`"${name}"`, name), JSON.stringify(value));
}

function makeTLSSecret(secret: Secret | Ref): string {
  const { namespace, name } = refOf(secret);
  return `kubectl -n ${quote(namespace)} create secret tls ${quote(name)} --cert=CERT.pem --key=KEY.pem`;
}

function begin(object: AnyObject | Ref, verb: string): string {
  const { kind, namespace, name } = refOf(object);
  const where = namespace ? ` -n ${quote(namespace)}` : '';
  return `kubectl${where} ${verb} ${resource(kind, verb)} ${quote(name)}`;
}

// Of several versions kubectl takes v2 before v3alpha1. A field that v2 lacks, such as hostname, would be dropped without
// a word, and an editor would show other fields than the documentation.
function resource(kind: string, verb: string): string {
  const showsFields = ['patch', 'edit', 'get'].includes(verb);
  if (!showsFields || !isKept(kind) || !isEmissary(kind)) return kind.toLowerCase();
  const { plural, version, group } = KINDS[kind];
  return `${plural}.${version}.${group}`;
}

function isKept(kind: string): kind is keyof typeof KINDS & Kind {
  return Object.hasOwn(KINDS, kind);
}
