import type { AnyObject, Ref } from '../cluster/objects.ts';
import { refOf } from './finding.ts';

/** Commands to paste into a shell, quoted so that no name can do anything but name. */

/**
 * `kubectl -n shop patch mapping cart --type=merge -p '{"spec":…}'`; undefined for an object that is written in an
 * annotation, which no patch of its own can reach.
 */
export function patch(object: AnyObject | Ref, change: unknown): string | undefined {
  if ('annotationOf' in object && object.annotationOf) return undefined;
  return `${on(object, 'patch')} --type=merge -p ${quote(JSON.stringify(change))}`;
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

/** One word of a shell command, quoted where it has to be. */
export function quote(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function on(object: AnyObject | Ref, verb: string): string {
  const { kind, namespace, name } = refOf(object);
  const where = namespace ? ` -n ${quote(namespace)}` : '';
  return `kubectl${where} ${verb} ${kind.toLowerCase()} ${quote(name)}`;
}
