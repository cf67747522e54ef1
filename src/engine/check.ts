import type { Cluster } from '../cluster/cluster.ts';
import type { AnyObject, Kind, Ref } from '../cluster/objects.ts';
import type { JudgedSilence } from './silence.ts';

/** From worst to mildest. `critical`: all traffic, or every later change; `error`: some traffic is lost now. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check is about, in the order people see them. */
export const AREAS = ['mappings', 'tls', 'routing', 'auth', 'balance', 'metrics', 'gateway'] as const;
export type Area = (typeof AREAS)[number];

/** A part of a sentence. A plain string among the facts is a name or a text of the cluster, which surfaces show as code. */
export interface Words {
  readonly words: string;
}

/** Marks a part of a sentence as such: `words('the nearest name is cart')`. */
export function words(text: string): Words {
  return { words: text };
}

/** What a message may hold. How a Date or an object looks is the surface's business. */
export type Value = string | number | Date | Words | AnyObject | Ref | readonly (AnyObject | Ref)[] | readonly string[];

/** The names between braces: `Placeholders<'{a} of {b}'>` is `'a' | 'b'`. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** A field and the value that shows the problem. */
export interface Evidence {
  readonly at: AnyObject | Ref;
  /** Where in the object: `spec.service`, `status.containerStatuses[app].state`. */
  readonly path: string;
  /** Left out when the point is that the field is absent. */
  readonly value?: Value | undefined;
}

/** One problem, as a check reports it. */
export interface Draft<Name extends string = string> {
  /** The object to change: one finding for a cause, not one for each symptom. */
  readonly on: AnyObject | Ref;
  /** What the placeholders of message, why and fix stand for. */
  readonly data: Readonly<Record<Name, Value>>;
  readonly evidence: readonly Evidence[];
  /** Other objects this touches: the Hosts that serve a certificate, the Mappings that lose traffic. */
  readonly related?: readonly (AnyObject | Ref)[];
  /** When it is worse or milder than the check's own severity. */
  readonly severity?: Severity;
  /** Tells apart two problems of one check on one object. A host name or a port; never an index, a time or a count. */
  readonly key?: string;
  /** Shell commands to paste, one a line, which do what `fix` says first; see `kubectl.ts`. */
  readonly command: string;
}

/** Thresholds of a check, with their defaults; units in the name (`warnDays`). */
export type Options = Readonly<Record<string, number | string | boolean>>;

/** All that a check can see and do. */
export interface CheckContext<K extends Kind, Name extends string, O> {
  readonly cluster: Cluster<K>;
  /** The time to judge by; never the clock. */
  readonly now: Date;
  readonly options: O;
  /** What people silenced and what came of it; empty but for a check that judges silences. */
  readonly silences: readonly JudgedSilence[];
  readonly report: (draft: Draft<Name>) => void;
}

/** A rule with a code: pure, from a cluster to reports. */
export interface Check<
  K extends Kind = Kind,
  Message extends string = string,
  Why extends string = string,
  Fix extends string = string,
  O extends Options = Options,
> {
  /** Never changes and is never used again. */
  readonly code: string;
  /** Also the name of its file, its test and its page. */
  readonly name: string;
  readonly area: Area;
  /** What it finds, as a heading. */
  readonly title: string;
  readonly severity: Severity;
  /** The kinds it cannot do without: it is skipped when one of them could not be read. */
  readonly reads: readonly K[];
  /** The kinds it looks at when they can be read; it asks `lacks` or `knows` before it takes absence for a fact. */
  readonly alsoReads?: readonly K[];
  readonly options?: O;
  /**
   * Names of checks whose findings follow from a finding of this one on the same objects. They are folded under it:
   * people mend the cause.
   */
  readonly explains?: readonly string[];
  /** Whether its critical findings stop every later change of the gateway's configuration. They come before all others. */
  readonly freezes?: boolean;
  /** It runs after all others, and is told which silences they met. */
  readonly judgesSilences?: true;
  /** It comes from a folder of somebody else, and has no page. */
  readonly isOwn?: true;
  /** What is wrong, in one sentence with names. */
  readonly message: Message;
  /** What users of the gateway notice. */
  readonly why: Why;
  /** What to do, the likeliest first. */
  readonly fix: Fix;
  /** What pages and `explain` say where `why` or `fix` depend on the case: plain sentences without placeholders. */
  readonly inGeneral?: { readonly why?: string; readonly fix?: string };
  /** What it deliberately does not report, for its page. */
  readonly silent?: readonly string[];
  readonly example: { readonly bad: string; readonly good: string };
  run(context: CheckContext<K, Placeholders<Message | Why | Fix>, O>): void;
}

/** Gives a check its types; at run time it hands back what it was given. */
export function defineCheck<
  const K extends Kind,
  const Message extends string,
  const Why extends string,
  const Fix extends string,
  O extends Options = Readonly<Record<never, never>>,
>(check: Check<K, Message, Why, Fix, O>): Check {
  // The engine calls every check through one type; `reads` and the placeholders were checked above.
  return check as unknown as Check;
}
