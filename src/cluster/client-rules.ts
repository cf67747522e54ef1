import { BlockList, isIP } from 'node:net';
import type { GatewayModule } from './module.ts';

/** Which clients the Module lets in, by address. */
export interface ClientRules {
  readonly action: 'allow' | 'deny';
  /** As written: `10.0.0.0/8`. `peer` is who connects, `remote` who is behind proxies that are trusted. */
  readonly ranges: readonly { readonly of: 'peer' | 'remote'; readonly range: string }[];
}

/** Where a request comes from. */
export interface Client {
  readonly peer: string;
  readonly remote: string;
}

/**
 * The Module's `ip_allow` or `ip_deny`; with both only the first counts. Undefined: everybody is let in
 * (ir/iripallowdeny.py).
 */
export function clientRulesOf({ config }: GatewayModule): ClientRules | undefined {
  for (const action of ['allow', 'deny'] as const) {
    const ranges = rangesIn(config[`ip_${action}`]);
    if (ranges.length > 0) return { action, ranges };
  }
  return undefined;
}

/** Whether a gateway lets a client in. */
export function admits(module: GatewayModule, { peer, remote }: Client): boolean {
  const rules = clientRulesOf(module);
  if (!rules) return true;
  const isNamed = rules.ranges.some(({ of, range }) => contains(range, of === 'peer' ? peer : remote));
  return isNamed === (rules.action === 'allow');
}

function rangesIn(written: unknown): ClientRules['ranges'] {
  if (!Array.isArray(written)) return [];
  return written.flatMap((principal: unknown) => {
    const [[of, range] = []] = Object.entries(typeof principal === 'object' && principal !== null ? principal : {});
    if ((of !== 'peer' && of !== 'remote') || typeof range !== 'string' || !listOf(range)) return [];
    return [{ of, range }];
  });
}

function contains(range: string, address: string): boolean {
  return listOf(range)?.check(address, familyOf(address)) ?? false;
}

function listOf(range: string): BlockList | undefined {
  const [address = '', bits] = range.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, familyOf(address));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
