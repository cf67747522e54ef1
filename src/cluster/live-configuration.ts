import type { Cluster } from './cluster.ts';
import { byInstallation, diagnosticsOf, gatewayLogsOf, type Observed } from './gateway-observations.ts';
import { gatewayPartsOf } from './gateway-parts.ts';
import type { Installation, InstallationKind } from './installations.ts';
import type { AnyObject, Kind, Ref } from './objects.ts';
import type { Diagnostics } from './observed.ts';
import { rkeyOf } from './order.ts';
import { isReady } from './pods.ts';

/** The kinds whose objects are looked for. */
const LIVE_KINDS = [
  'Mapping',
  'TCPMapping',
  'Host',
  'Listener',
  'TLSContext',
  'AuthService',
  'Module',
] as const satisfies readonly Kind[];

type LiveKind = InstallationKind | 'Diagnostics' | 'ContainerLog';

/** A gateway whose running configuration is not of the objects that it sees. */
export interface StaleConfiguration {
  readonly gateway: AnyObject | Ref;
  /** The Pods that run with it, and how many do not. */
  readonly pods: readonly Ref[];
  readonly well: number;
  /** Objects that the first of them lacks. */
  readonly missing: readonly [AnyObject, ...AnyObject[]];
  readonly diagnostics: Diagnostics;
}

/**
 * The gateways whose diagnostics lack objects that have been there for some minutes. A kind of which nothing is in them says
 * nothing: the gateway may not read it, or bears another name for it.
 */
export function staleConfigurations(
  cluster: Cluster<LiveKind>,
  now: Date,
  minutes: number,
): readonly StaleConfiguration[] {
  return byInstallation(wholeDiagnostics(cluster)).flatMap(([installation, all]): readonly StaleConfiguration[] => {
    const stale = all.flatMap((observed) => {
      const asOf = timeOfReading(cluster, observed.pod, now);
      const [first, ...others] = missingIn(cluster, installation, observed.said, asOf - minutes * 60_000);
      return first ? [{ observed, missing: [first, ...others] as const }] : [];
    });
    const [first] = stale;
    if (!first) return [];
    const { observed, missing } = first;
    return [
      {
        gateway: observed.gateway,
        pods: stale.map((one) => one.observed.pod),
        well: all.length - stale.length,
        missing,
        diagnostics: observed.said,
      },
    ];
  });
}

function missingIn(
  cluster: Cluster<LiveKind>,
  installation: Installation,
  { elements, errors }: Diagnostics,
  before: number,
): readonly AnyObject[] {
  const refused = new Set(errors.map(({ key }) => key));
  return LIVE_KINDS.flatMap((kind): readonly AnyObject[] => {
    const objects = cluster.all(kind).filter((object) => installation.sees(object) && isOwn(object));
    const isThere = (object: AnyObject) => Object.hasOwn(elements, rkeyOf(object));
    if (!objects.some(isThere)) return [];
    return objects.filter((object) => !isThere(object) && !refused.has(rkeyOf(object)) && isOlder(object, before));
  });
}

/** Nobody wrote what Emissary makes of an Ingress; and an annotation is as old as its Service, or younger. */
function isOwn(object: AnyObject): boolean {
  return !('madeFrom' in object && object.madeFrom) && !('annotationOf' in object && object.annotationOf);
}

function isOlder({ metadata }: AnyObject, before: number): boolean {
  return Date.parse(metadata.creationTimestamp ?? '') < before && metadata.deletionTimestamp === undefined;
}

/** Pods of one gateway that do not run with the same configuration. */
export interface Disagreement {
  readonly gateway: AnyObject | Ref;
  /** The Pod that has most otherwise than most others. */
  readonly pod: Ref;
  readonly count: number;
  /** Objects that this Pod lacks, or has in another form. */
  readonly missing: readonly AnyObject[];
  readonly other: readonly AnyObject[];
}

/** When Pods that differ are worth telling of. */
export interface DisagreementLimits {
  /** Younger objects, and Pods that started or took something up within that time, do not count. */
  readonly minutes: number;
}

/** The gateways whose ready Pods run with different configurations, though nothing has changed for some minutes. */
export function disagreementsOf(
  cluster: Cluster<LiveKind>,
  now: Date,
  { minutes }: DisagreementLimits,
): readonly Disagreement[] {
  const changing = new Set(gatewayPartsOf(cluster).flatMap((part) => (part.isRollingOut ? [part.installation] : [])));
  return byInstallation(wholeDiagnostics(cluster)).flatMap(([installation, all]): readonly Disagreement[] => {
    const asOf = Math.min(...all.map(({ pod }) => timeOfReading(cluster, pod, now)));
    const before = asOf - minutes * 60_000;
    const settled = all.filter(
      ({ object, startedAt = 0 }) => object !== undefined && isReady(object) && startedAt < before,
    );
    const isOneVersion = new Set(settled.map(({ said }) => said.version)).size === 1;
    if (
      settled.length < 2 ||
      !isOneVersion ||
      changing.has(installation) ||
      isTakingUp(cluster, installation, before)
    ) {
      return [];
    }
    const objects = LIVE_KINDS.flatMap((kind): readonly AnyObject[] => cluster.all(kind)).filter(
      (object) => installation.sees(object) && isOwn(object) && isOlder(object, before),
    );
    const usual = new Map(objects.map((object) => [object, usualForm(settled, object)]));
    const differing = settled.map(({ gateway, pod, said }) => ({
      ...{ gateway, pod, count: settled.length },
      missing: objects.filter((object) => usual.get(object) !== undefined && formOf(said, object) === undefined),
      other: objects.filter((object) => ![undefined, usual.get(object)].includes(formOf(said, object))),
    }));
    const [most] = differing.toSorted((a, b) => b.missing.length - a.missing.length || b.other.length - a.other.length);
    return most && most.missing.length + most.other.length > 0 ? [most] : [];
  });
}

function formOf({ elements }: Diagnostics, object: AnyObject): string | undefined {
  const key = rkeyOf(object);
  return Object.hasOwn(elements, key) ? elements[key] : undefined;
}

/** The form that most Pods have of an object; of two that as many have that of the first Pod. */
function usualForm(all: readonly Observed<Diagnostics>[], object: AnyObject): string | undefined {
  const forms = all.flatMap(({ said }) => formOf(said, object) ?? []);
  const countOf = (form: string) => forms.filter((other) => other === form).length;
  return forms.toSorted((a, b) => countOf(b) - countOf(a))[0];
}

/** Whether a Pod's log shows that it has taken up something since. */
function isTakingUp(cluster: Cluster<LiveKind>, installation: Installation, since: number): boolean {
  return gatewayLogsOf(cluster).some(
    (log) =>
      log.installation === installation &&
      log.entries.some(({ message, at = 0 }) => at > since && message.includes('configuration updated (')),
  );
}

/** The diagnostics that hold everything, of the gateway that they say they are of. */
function wholeDiagnostics(cluster: Cluster<LiveKind>): readonly Observed<Diagnostics>[] {
  return diagnosticsOf(cluster).filter(
    ({ said, installation }) => said.isWhole && (said.ambassadorId ?? installation.id) === installation.id,
  );
}

/** When a Pod was asked: what was saved is as old as its log. */
function timeOfReading(cluster: Cluster<LiveKind>, pod: Ref, now: Date): number {
  const log = gatewayLogsOf(cluster).find((one) => one.pod.namespace === pod.namespace && one.pod.name === pod.name);
  return Math.min(now.getTime(), log?.end ?? Number.POSITIVE_INFINITY);
}
