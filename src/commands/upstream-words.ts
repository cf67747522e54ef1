import type { AskedAuth } from '../cluster/asked-auth.ts';
import type { Ref } from '../cluster/objects.ts';
import { healthOf, type UpstreamState } from '../cluster/upstream-state.ts';
import { count } from '../engine/text.ts';
import { plainly, type Sentence, say } from './sentence.ts';

/** A Mapping, and where somebody wrote it when that is no Mapping. */
export function mappingName(mapping: Ref, writtenIn: Ref | undefined): Sentence {
  return writtenIn ? say`${mapping} (of ${writtenIn})` : say`${mapping}`;
}

/** Where traffic goes: `Service shop/cart, port 8080`, or the host outside. */
export function upstreamName({ ref, host, port, tls }: UpstreamState): Sentence {
  const secure = plainly(tls ? ', TLS' : '');
  return ref ? say`${ref} (port ${port}${secure})` : say`${`${host}:${port}`}${plainly(tls ? ' (TLS)' : '')}`;
}

/** What stands there: `2 of 3 Pods ready`. */
export function upstreamHealth(upstream: UpstreamState): Sentence {
  const { kind, exists, hasPort, ready, total, port, scalesToZero } = upstream;
  if (kind === 'external') return say`outside this cluster`;
  if (kind === 'local') return say`the gateway's own Pod`;
  if (exists === false) return say`there is no such Service`;
  if (hasPort === false) return say`that Service has no port ${port}`;
  if (scalesToZero) return say`no Pods now, they come when they are needed`;
  if (healthOf(upstream) === 'unknown' || ready === undefined || total === undefined) {
    return say`its Pods are not known`;
  }
  return total === 0 ? say`no Pods at all` : say`${ready} of ${plainly(count(total, 'Pod'))} ready`;
}

/** An AuthService, where it is asked and who answers there. */
export function authWords({ service, upstream, failsOpen }: AskedAuth): Sentence {
  const open = failsOpen ? say`, requests pass when it does not answer` : say``;
  return say`${service} at ${`${upstream.host}:${upstream.port}`} (${upstreamHealth(upstream)}${open})`;
}
