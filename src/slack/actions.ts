import { isRecord } from '../cluster/records.ts';
import type { AuditRequest, CheckRequest } from '../commands/answer.ts';
import { auditRequestOf } from '../commands/audit.ts';
import { mayBeCleared } from '../commands/clear.ts';
import type { RememberingTools } from '../commands/tools.ts';
import type { AcknowledgementKey } from '../state/acknowledgement.ts';
import type { Store } from '../state/store.ts';
import type { Tracked } from '../state/tracking.ts';
import { requestOf } from './facts.ts';
import { type Look, lookOf } from './look.ts';

/** What a button does, and in which cluster. It is stored; the button's value is only its id. */
export type Action = { readonly cluster: string } & Deed;

type Deed =
  | { readonly do: 'check'; readonly request: CheckRequest }
  | { readonly do: 'rerun'; readonly fingerprint: string }
  | {
      readonly do: 'acknowledge';
      readonly fingerprint: string;
      /** Whose place it takes. */
      readonly instead?: SavedKey;
    }
  | { readonly do: 'undo'; readonly fingerprint: string; readonly which: SavedKey }
  | { readonly do: 'explained'; readonly fingerprint: string }
  | { readonly do: 'share'; readonly look: Look }
  | { readonly do: 'clear'; readonly fingerprint: string }
  /** Shows a page of the audit. */
  | { readonly do: 'audit'; readonly request: AuditRequest };

/** An AcknowledgementKey as JSON. */
interface SavedKey {
  readonly by: string;
  readonly at: string;
}

/** The `action_id` of the button for each. */
export const ACTION_IDS: Readonly<Record<Deed['do'], string>> = {
  check: 'report.again',
  rerun: 'finding.again',
  acknowledge: 'finding.acknowledge',
  undo: 'finding.undo',
  explained: 'finding.explained',
  share: 'look.share',
  clear: 'finding.clear',
  audit: 'audit.older',
};

/** Ids of the buttons of a finding; absent: it has no such button. */
export interface FindingButtons {
  readonly rerun?: string;
  readonly acknowledge?: string;
  /** Takes back that somebody is on it. */
  readonly undo?: string;
  /** Shows the findings that it explains. */
  readonly explained?: string;
  /** Asks whether the Secret of an expired token is to be deleted. */
  readonly clear?: string;
}

/**
 * Stores what the buttons of a finding do. A resolved finding has none; one that is silenced or taken cannot be taken, and
 * that somebody is on it can be undone.
 */
export async function findingButtons(tracked: Tracked, place: RememberingTools): Promise<FindingButtons> {
  if (tracked.resolvedAt) return {};
  const { fingerprint, explains = 0 } = tracked.finding;
  const save = (what: 'rerun' | 'acknowledge' | 'explained' | 'clear') => saveButton({ do: what, fingerprint }, place);
  const { acknowledgement, silenced } = tracked;
  const isTaken = acknowledgement || silenced;
  return {
    rerun: await save('rerun'),
    ...(!isTaken && { acknowledge: await save('acknowledge') }),
    ...(acknowledgement && !silenced && { undo: await undoButton(fingerprint, acknowledgement, place) }),
    ...(explains > 0 && { explained: await save('explained') }),
    ...(mayBeCleared(tracked, place) && { clear: await save('clear') }),
  };
}

/** Stores what takes the place of an acknowledgement. */
export function takeOverButton(fingerprint: string, key: AcknowledgementKey, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'acknowledge', fingerprint, instead: toSaved(key) }, place);
}

/** Stores what takes an acknowledgement back. */
function undoButton(fingerprint: string, key: AcknowledgementKey, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'undo', fingerprint, which: toSaved(key) }, place);
}

/** Which acknowledgement a button means. */
export function keyIn({ by, at }: SavedKey): AcknowledgementKey {
  return { by, at: new Date(at) };
}

function toSaved({ by, at }: AcknowledgementKey): SavedKey {
  return { by, at: at.toISOString() };
}

/** Stores the request that a button repeats. */
export function checkButton(request: CheckRequest, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'check', request }, place);
}

/** Stores what is to be looked up again for everyone. */
export function shareButton(look: Look, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'share', look }, place);
}

/** Stores which page of the audit a button shows. */
export function auditButton(request: AuditRequest, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'audit', request }, place);
}

/** Where what a button does is stored, and for which cluster. */
export type ButtonPlace = Pick<RememberingTools, 'store' | 'clusterName'>;

function saveButton(deed: Deed, { store, clusterName }: ButtonPlace): Promise<string> {
  return store.saveAction({ cluster: clusterName, ...deed } satisfies Action);
}

/** What a button with this value does; undefined: unknown, too old, or from another version. */
export async function actionOf(id: string, store: Store): Promise<Action | undefined> {
  const stored = await store.findAction(id);
  if (!isRecord(stored) || typeof stored['cluster'] !== 'string') return undefined;
  const deed = deedOf(stored);
  return deed && { cluster: stored['cluster'], ...deed };
}

function deedOf(stored: Readonly<Record<string, unknown>>): Deed | undefined {
  if (stored['do'] === 'check') {
    const request = requestOf(stored['request']);
    return request && { do: 'check', request };
  }
  if (stored['do'] === 'share') {
    const look = lookOf(stored['look']);
    return look && { do: 'share', look };
  }
  if (stored['do'] === 'audit') {
    const request = auditRequestOf(stored['request']);
    return request && { do: 'audit', request };
  }
  const { fingerprint } = stored;
  if (typeof fingerprint !== 'string') return undefined;
  const { do: what, instead, which } = stored;
  if (what === 'acknowledge') return { do: what, fingerprint, ...(isSaved(instead) && { instead }) };
  if (what === 'undo') return isSaved(which) ? { do: what, fingerprint, which } : undefined;
  return what === 'rerun' || what === 'explained' || what === 'clear' ? { do: what, fingerprint } : undefined;
}

function isSaved(value: unknown): value is SavedKey {
  return isRecord(value) && typeof value['by'] === 'string' && typeof value['at'] === 'string';
}
