import { isEmissary, KINDS } from '../cluster/kinds.ts';
import type { AnyObject, Kind, Ref, Service } from '../cluster/objects.ts';
import { refOf } from './finding.ts';

/**
 * Commands to paste into a shell, quoted so that no name can do anything but name. A word in capitals (`HOSTNAME`) stands
 * for what only a person can choose; PORT, NUMBER and WEIGHT for a number.
 */

/**
 * `kubectl -n shop patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":…}'`: a merge patch of exactly
 * these fields, null takes one away, lists are replaced whole. No patch reaches an object that is written in an
 * annotation or made of an Ingress: then the command opens that one.
 */
export function patch(object: AnyObject | Ref, change: unknown): string {
  return patchAs('merge', object, change);
}

/** One step of a JSON patch (RFC 6902), for an item of a list. `test` guards against a list that changed meanwhile. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  /** `/spec/ports/0/targetPort` */
  readonly path: string;
  readonly value?: unknown;
}

/** As `patch`, for items of lists. */
export function patchItems(object: AnyObject | Ref, ...steps: readonly PatchStep[]): string {
  return patchAs('json', object, steps);
}

/** `kubectl -n shop edit …`: what a person has to write; opens the bearer of an object that is written in an annotation. */
export function edit(object: AnyObject | Ref): string {
  return on(writtenIn(object), 'edit');
}

/** `kubectl -n shop delete mapping cart`; opens the bearer of an object that is written in an annotation. */
export function remove(object: AnyObject | Ref): string {
  const bearer = writtenIn(object);
  return bearer === object ? on(object, 'delete') : edit(object);
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

/** A Host for a name, with a certificate in the Secret SECRET; `id` where it is not the usual one. */
export function createHost(namespace: string, hostname: string, id = 'default'): string {
  const name = nameFor(hostname);
  const spec = { ...idOf(id), hostname, tlsSecret: { name: 'SECRET' } };
  return apply({ kind: 'Host', metadata: { name, namespace }, spec });
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
  port: { readonly name: string; readonly port: number; readonly targetPort: number; readonly protocol?: string },
): string {
  const { ports = [] } = service.spec;
  const names = ports.flatMap(({ name, port: number }, index) =>
    name ? [] : [{ op: 'add' as const, path: `/spec/ports/${index}/name`, value: `port-${number}` }],
  );
  return patchItems(service, ...names, { op: 'add', path: '/spec/ports/-', value: port });
}

/** Adds or changes labels, `key=value`, as people write them; of what stands in an annotation they do so in an editor. */
export function label(object: AnyObject | Ref, labels: readonly string[], ...flags: readonly string[]): string {
  const isInAnnotation = 'annotationOf' in object && object.annotationOf;
  return isInAnnotation ? edit(object) : kubectl('label', writtenIn(object), ...labels.map(quote), ...flags);
}

/** Gives an object another name, which takes a new object in place of the old one. */
export function rename(object: AnyObject | Ref, name: string): string {
  if (writtenIn(object) !== object) return edit(object);
  const old = refOf(object).name;
  const line = quote(`s/^  name: ${old.replaceAll('.', '\\.')}$/  name: ${name}/`);
  return `${kubectl('get', object, '-o', 'yaml')} | sed ${line} | kubectl create -f - && ${on(object, 'delete')}`;
}

/** `kubectl -n shop VERB kind name`, and words that follow as they are. */
export function kubectl(verb: string, object: AnyObject | Ref, ...words: readonly string[]): string {
  return [on(object, verb), ...words].join(' ');
}

/** `kubectl -n shop logs pod -c app --previous` */
export function logs(pod: AnyObject | Ref, container: string, previous = false): string {
  const { namespace, name } = refOf(pod);
  return `kubectl -n ${quote(namespace)} logs ${quote(name)} -c ${quote(container)}${previous ? ' --previous' : ''}`;
}

/** Writes a certificate and its key into a Secret, whether it is there or not; `CERT.pem` and `KEY.pem` are files. */
export function writeTLSSecret(secret: AnyObject | Ref): string {
  return `${makeTLSSecret(secret)} --dry-run=client -o yaml | kubectl apply -f -`;
}

/** The same for a Secret whose type has to change, which only a new one can: the old one is deleted first. */
export function replaceTLSSecret(secret: AnyObject | Ref): string {
  return `${makeTLSSecret(secret)} --dry-run=client -o yaml | kubectl replace --force -f -`;
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
  return `${on(object, 'patch')} --type=${type} -p ${quote(json(change))}`;
}

// A placeholder for a number stands without quotes, so that what replaces it is a number.
function json(value: unknown): string {
  return JSON.stringify(value).replace(/"(PORT|NUMBER|WEIGHT)"/g, '$1');
}

function makeTLSSecret(secret: AnyObject | Ref): string {
  const { namespace, name } = refOf(secret);
  return `kubectl -n ${quote(namespace)} create secret tls ${quote(name)} --cert=CERT.pem --key=KEY.pem`;
}

function on(object: AnyObject | Ref, verb: string): string {
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
