import {
  ACTIONS,
  type AccessRule,
  type Asking,
  allowed,
  type Deed,
  type Denial,
  groupsNamed,
  type Permission,
  permissionFor,
} from '../commands/access.ts';
import type { AuditEntry, AuditKind, NewAuditEntry } from '../state/audit.ts';
import type { Store } from '../state/store.ts';
import type { Groups } from './groups.ts';
import type { Log } from './log.ts';

/** Who may do what in this workspace, and where it is written down. */
export interface Access {
  readonly rules: readonly AccessRule[];
  readonly groups: Groups;
}

/** What a gate works with. */
export interface GateKeeper {
  readonly access: Access;
  readonly store: Pick<Store, 'audit' | 'auditEnded'>;
  readonly now: () => Date;
  readonly log: Log;
  /** Takes out of a text what looks like a secret. */
  readonly redact: (text: string) => string;
}

/** Something somebody asks for, as it is written down. */
export interface Asks {
  readonly kind: AuditKind;
  /** What was typed, clicked or filled in. */
  readonly said: string;
  readonly by: string;
  readonly channel: string;
}

/** What one person asks for passes through here: it is judged, and written down, whether allowed or not. */
export interface Gate {
  /**
   * Lets something pass.
   *
   * @throws AccessDenied when it is not allowed
   */
  permit(deed: Deed): Promise<Permission>;
  /**
   * Lets it pass for some namespaces, when it is not allowed for all: the permission says which.
   *
   * @throws AccessDenied when it is allowed for none
   */
  permitSome(deed: Deed): Promise<Permission>;
  /** What may be seen of a cluster, without a word; undefined: nothing. */
  peek(deed: Deed): Promise<Permission | undefined>;
  /** Writes down what is being done. Rejects when it cannot be, so that it is not done then. */
  keep(detail: unknown): Promise<void>;
  /** Writes down how it ended; `failed`: a bug, or what was in the way. Never rejects. */
  ended(failed?: { readonly reason: string }): Promise<void>;
}

/** Something is not allowed. Whoever takes the request answers it. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly denial: Denial;
  /** Why a user group could not be looked up. */
  readonly because: string | undefined;

  constructor(denial: Denial, because?: string) {
    super(`not allowed: ${denial.deed.action}`);
    this.denial = denial;
    this.because = because;
  }
}

/** Whether nobody has to be judged: no rule names the action, and it is open to everyone. */
export function isOpen({ rules }: Access, action: Deed['action']): boolean {
  return ACTIONS[action] === 'open' && !rules.some(({ may }) => may.includes(action));
}

/** Opens the gate for one request. Nothing is written down before the first question or the end. */
export function openGate({ kind, said, by, channel }: Asks, keeper: GateKeeper): Gate {
  const { access, store, now, log, redact } = keeper;
  let entry: string | undefined;

  const write = async (more: Partial<NewAuditEntry> & Pick<AuditEntry, 'outcome'>) => {
    if (entry !== undefined) {
      const { outcome, detail } = more;
      return store.auditEnded(entry, { outcome, ...(detail !== undefined && { detail }) });
    }
    entry = await store.audit({ at: now(), by, channel, kind, what: redact(said), ...more });
  };
  const quietly = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      log.error({ err: error }, 'cannot write into the audit');
    }
  };
  const asked = async (deed: Deed): Promise<{ readonly asking: Asking; readonly because: string | undefined }> => {
    const because = await access.groups.know(groupsNamed(access.rules, deed.action));
    return { asking: { user: by, channel, isIn: (group) => access.groups.isIn(group, by) }, because };
  };
  const judged = async (deed: Deed, judge: typeof allowed): Promise<Permission> => {
    const { asking, because } = await asked(deed);
    const verdict = judge(access.rules, asking, deed);
    const [namespace] = deed.namespaces ?? [];
    const { action, cluster, finding } = deed;
    const about = { action, cluster, ...(namespace && { namespace }), ...(finding !== undefined && { finding }) };
    if (verdict.kind === 'allowed') {
      await quietly(write({ ...about, outcome: 'allowed' }));
      return verdict;
    }
    const detail = { reason: verdict.reason, ...(because !== undefined && { because }) };
    await quietly(write({ ...about, outcome: 'denied', detail }));
    throw new AccessDenied(verdict, because);
  };

  return {
    permit: (deed) => judged(deed, allowed),
    permitSome: (deed) => judged(deed, permissionFor),
    async peek(deed) {
      const { asking } = await asked(deed);
      const verdict = permissionFor(access.rules, asking, deed);
      return verdict.kind === 'allowed' ? verdict : undefined;
    },
    keep: (detail) => write({ outcome: 'allowed', detail }),
    async ended(failed) {
      if (failed) await quietly(write({ outcome: 'failed', detail: { reason: redact(failed.reason) } }));
      else if (entry === undefined) await quietly(write({ outcome: 'allowed' }));
    },
  };
}
