import { onlyNamespace, type Permission } from '../../commands/access.ts';
import type { RoutesRequest } from '../../commands/answer.ts';
import { limitedTools, namespacesOf } from '../../commands/limited.ts';
import type { Action } from '../actions.ts';
import type { Asker, Surface } from '../surface.ts';
import type { Asked } from './ask.ts';

/** What somebody may do of what they asked for. */
export interface Permitted<T> {
  readonly asked: T;
  /** Remembers only what this person may see. */
  readonly surface: Surface;
  /** The patterns of namespaces that it was limited to; absent: it was not. */
  readonly limit?: readonly string[];
}

/**
 * Judges a line. Who may see one namespace alone and names none is answered for that one; several have to be named one by
 * one. What memory answers is limited to what may be seen. A trace and a simulation show what all namespaces have to do
 * with a request, so they need permission for the whole cluster.
 *
 * @throws AccessDenied
 */
export async function permitLine(asked: Asked, asker: Asker, surface: Surface): Promise<Permitted<Asked>> {
  const { gate } = asker;
  const cluster = surface.tools.clusterName;
  switch (asked.kind) {
    case 'answered':
    // These two are judged where they are answered: one has a button too, the other is about every cluster.
    case 'audit':
    case 'cluster':
      return { asked, surface };
    case 'check':
    case 'routes': {
      const { request, limit } = await limited(asked.kind, asked.request, asker, surface);
      const same =
        asked.kind === 'check' ? { ...asked, request: { ...asked.request, ...request } } : { ...asked, request };
      return { asked: same, surface, ...(limit && { limit }) };
    }
    case 'trace':
    case 'simulate':
      await gate.permit({ action: asked.kind, cluster });
      return { asked, surface };
    default: {
      const permission = await gate.permitSome({ action: 'status', cluster });
      return { asked, surface: seenBy(permission, surface), ...limitOf(permission) };
    }
  }
}

/**
 * Judges a click: as what it does, of who clicks now.
 *
 * @throws AccessDenied
 */
export async function permitAction(action: Action, { gate }: Asker, surface: Surface): Promise<Surface> {
  const { clusterName: cluster, store } = surface.tools;
  switch (action.do) {
    case 'check': {
      const { namespace } = action.request;
      await gate.permit({ action: 'check', cluster, ...(namespace !== undefined && { namespaces: [namespace] }) });
      return surface;
    }
    case 'share': {
      const { kind, request } = action.look;
      const namespace = kind === 'routes' ? request.namespace : undefined;
      await gate.permit({ action: kind, cluster, ...(namespace !== undefined && { namespaces: [namespace] }) });
      return surface;
    }
    case 'audit':
      return surface;
    case 'rerun':
    case 'explained': {
      const tracked = await store.find(cluster, action.fingerprint);
      const deed = { action: 'check', cluster, finding: action.fingerprint } as const;
      const permission = await gate.permit({ ...deed, ...(tracked && { namespaces: namespacesOf(tracked) }) });
      return action.do === 'explained' ? seenBy(permission, surface) : surface;
    }
    case 'acknowledge':
    case 'undo':
    case 'clear': {
      const tracked = await store.find(cluster, action.fingerprint);
      const namespaces = tracked ? [tracked.finding.on.namespace] : [];
      await gate.permit({
        action: action.do === 'clear' ? 'clear' : 'acknowledge',
        cluster,
        namespaces,
        finding: action.fingerprint,
      });
      return surface;
    }
  }
}

function seenBy(permission: Permission, surface: Surface): Surface {
  return { ...surface, tools: limitedTools(surface.tools, permission) };
}

function limitOf({ namespaces }: Permission): { readonly limit?: readonly string[] } {
  return namespaces ? { limit: namespaces } : {};
}

async function limited<R extends RoutesRequest>(
  action: 'check' | 'routes',
  request: R,
  { gate }: Asker,
  { tools }: Surface,
): Promise<{ readonly request: R; readonly limit?: readonly string[] }> {
  const cluster = tools.clusterName;
  if (request.namespace !== undefined) {
    await gate.permit({ action, cluster, namespaces: [request.namespace] });
    return { request };
  }
  const seen = await gate.peek({ action, cluster });
  const only = seen && onlyNamespace(seen);
  await gate.permit({ action, cluster, ...(only !== undefined && { namespaces: [only] }) });
  return only === undefined ? { request } : { request: { ...request, namespace: only }, limit: [only] };
}
