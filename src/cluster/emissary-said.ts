import type { Cluster } from './cluster.ts';
import { contextUsersOf } from './context-uses.ts';
import { type EmissaryMessage, messageIn } from './emissary-messages.ts';
import { byInstallation, diagnosticsOf, type GatewayLog, gatewayLogsOf } from './gateway-observations.ts';
import type { Installation, InstallationKind } from './installations.ts';
import type { LogEntry } from './log-entry.ts';
import type { AnyObject, Ref } from './objects.ts';
import type { RoutingKind } from './routing-kinds.ts';
import { objectSaid } from './said-objects.ts';
import { TLS_SECRET_TYPES } from './served-certificates.ts';
import { usesHosts } from './unattached.ts';

/** Something that a gateway says is wrong, once for all of its Pods. */
export interface Said {
  readonly installation: Installation;
  readonly gateway: AnyObject | Ref;
  readonly text: string;
  /** Absent: nobody knows this text. */
  readonly message?: EmissaryMessage;
  /** The object it is about; absent: the gateway as a whole. */
  readonly about?: AnyObject;
  /** Good to know, and no more: by itself, or because nothing uses the object. */
  readonly isHarmless: boolean;
  /** The Pod that said it first, where it stands there, and how it is written. */
  readonly at: { readonly pod: Ref; readonly path: string; readonly value: string };
}

type SaidKind = RoutingKind | InstallationKind;

/** The errors of the diagnostics of each gateway. */
export function postedErrorsOf(cluster: Cluster<SaidKind | 'Diagnostics'>): readonly Said[] {
  return byInstallation(diagnosticsOf(cluster)).flatMap(([installation, observed]) =>
    once(
      observed.flatMap(({ gateway, pod, said }) =>
        said.errors.map(({ key, text }) => {
          const path = `errors[${key}]`;
          return understood(cluster, installation, { gateway, key, text, at: { pod, path, value: text } });
        }),
      ),
    ),
  );
}

/**
 * What the log of each gateway says is wrong now. Of messages that come with each configuration those of the last one count;
 * of those that come when something happens those of the last minutes. The errors of the diagnostics are among it where
 * these were not read. What a freeze is made of (GWY003) and what is harmless is left out.
 */
export function loggedTroubleOf(
  cluster: Cluster<SaidKind | 'ContainerLog' | 'Diagnostics'>,
  minutes: number,
): readonly Said[] {
  const answered = new Set(diagnosticsOf(cluster).map(({ pod }) => `${pod.namespace}/${pod.name}`));
  return byInstallation(gatewayLogsOf(cluster)).flatMap(([installation, logs]) =>
    once(
      logs.flatMap((log) => {
        const { gateway, pod, said } = log;
        const isAnswered = answered.has(`${pod.namespace}/${pod.name}`);
        return troubleIn(log, minutes, isAnswered)
          .filter(({ text }) => !isThereNow(cluster, installation, text))
          .map(({ key, text, entry }) => {
            const at = { pod, path: `log of ${said.container}`, value: entry.text };
            return understood(cluster, installation, { gateway, key, text, at });
          });
      }),
    ),
  );
}

function understood(
  cluster: Cluster<SaidKind>,
  installation: Installation,
  { key, text, ...facts }: Pick<Said, 'gateway' | 'text' | 'at'> & { readonly key: string },
): Said {
  const message = messageIn(text);
  const about = objectSaid(cluster, installation, { key, text, ...(message && { message }) });
  const isUnused = about?.kind === 'TLSContext' && !contextUsersOf(cluster, installation).has(about);
  const isHarmless = message?.isHarmless === true || (isUnused && usesHosts(installation));
  return { installation, text, ...facts, isHarmless, ...(message && { message }), ...(about && { about }) };
}

/** Several Pods say the same. */
function once(said: readonly Said[]): readonly Said[] {
  return [
    ...new Map(said.toReversed().map((one) => [`${one.about?.metadata.name} ${one.text}`, one])).values(),
  ].reverse();
}

/** Whether the Secret of `Secret cart.shop unknown` has come since. */
function isThereNow(cluster: Cluster<SaidKind>, installation: Installation, text: string): boolean {
  const [, name, namespace = ''] = /Secret (\S+)\.([^.\s]+) unknown/.exec(text) ?? [];
  const secret = name === undefined ? undefined : cluster.find('Secret', namespace, name);
  return secret !== undefined && TLS_SECRET_TYPES.includes(secret.type) && installation.sees(secret);
}

interface Trouble {
  readonly key: string;
  readonly text: string;
  readonly entry: LogEntry;
}

/** The start of a gateway is noisy. */
const STARTING_MS = 60_000;
/** Once a gateway could not ask Envoy it mostly could the next time. */
const LEAST = 3;

function troubleIn(log: GatewayLog, minutes: number, isAnswered: boolean): readonly Trouble[] {
  const { entries, startedAt, end } = log;
  const updates = entries.flatMap(({ message }, index) => (UPDATED.test(message) ? [index] : []));
  // What comes with a configuration stands before the line that says that it is in force.
  const lastBegins = updates.at(-2) ?? -1;
  const isStarting = (at: number | undefined) =>
    startedAt !== undefined && at !== undefined && at - startedAt < STARTING_MS;
  if (isStarting(end)) return [];

  const found = entries.flatMap((entry, index): readonly (Trouble & { readonly message?: EmissaryMessage })[] => {
    const [, key = '', posted] = entry.by === 'diagd' ? (POSTED.exec(entry.message) ?? []) : [];
    if (posted !== undefined) return index > lastBegins && !isAnswered ? [{ key, text: posted, entry }] : [];
    const message = messageIn(entry.message);
    if (!message || message.isHarmless || message.codes.includes('GWY003')) return [];
    const isRecent = (end ?? 0) - (entry.at ?? 0) < minutes * 60_000;
    const isWanted: Readonly<Record<EmissaryMessage['shown'], boolean>> = {
      // These are said again as `error <key> <text>`, or in the diagnostics.
      error: false,
      notice: false,
      reconfigure: index > lastBegins,
      start: true,
      running: isRecent && !isStarting(entry.at) && index > (ENDS.has(message.id) ? (updates.at(-1) ?? -1) : -1),
    };
    return isWanted[message.shown] ? [{ key: '', text: entry.message, entry, message }] : [];
  });
  const counts = Map.groupBy(found, ({ message }) => message?.id);
  return found.filter(({ message }) => message?.id !== 'envoy-stats' || (counts.get(message.id)?.length ?? 0) >= LEAST);
}

const UPDATED = /configuration updated \(/;
/** `error cart.shop.1 …`, `error ir.tracing …`, `error  …` (diagd.py, check_environment). */
const POSTED = /^error (|[^\s:]*[._]\S*|k8s-\S+) (.+)$/;
/** A configuration that was made shows that these are over. */
const ENDS: ReadonlySet<string> = new Set(['cannot-list', 'apiext-wait']);
