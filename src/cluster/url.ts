/** What Python's urllib.parse.urlsplit makes of a text, as far as Emissary looks at it. */
export interface SplitUrl {
  readonly scheme: string;
  /** In small letters; `''` for none. */
  readonly host: string;
  /** What stands after the host's colon; `''` for none. */
  readonly port: string;
  /** Path, query and fragment. */
  readonly rest: string;
}

/**
 * Splits a URL as urllib.parse.urlsplit does. Undefined where that throws: brackets that do not close, or close around
 * something that is no IPv6 address. To Emissary's compiler that exception can be fatal (ir/ircluster.py).
 */
export function splitUrl(text: string): SplitUrl | undefined {
  const url = text.replace(/[\t\r\n]/g, '');
  const { scheme = '', after = url } = /^(?<scheme>[a-z][a-z0-9+.-]*):(?<after>.*)$/is.exec(url)?.groups ?? {};
  if (!after.startsWith('//')) return { scheme: scheme.toLowerCase(), host: '', port: '', rest: after };

  const [, authority = '', rest = ''] = /^\/\/([^/?#]*)(.*)$/s.exec(after) ?? [];
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  if (authority.includes('[') !== authority.includes(']')) return undefined;

  if (!authority.includes('[')) {
    // Some characters turn into delimiters under NFKC; urlsplit refuses them.
    if (/[/?#@:]/.test(authority.replace(/[@:#?]/g, '').normalize('NFKC'))) return undefined;
    const [host = '', ...ports] = place.split(':');
    return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), port: ports.join(':'), rest };
  }
  const [, host = '', port = ''] = /^\[([^\]]*)\](?::(.*))?$/s.exec(place) ?? [];
  if (!isIPv6(host)) return undefined;
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), port, rest };
}

/** An IPv4 address in dotted form. */
export function isIPv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** An IPv6 address without brackets; it may end in an IPv4 address, or in a zone. */
export function isIPv6(host: string): boolean {
  const [address = '', zone] = host.split('%');
  if (zone === '') return false;
  const [before = '', after, ...more] = address.split('::');
  if (more.length > 0) return false;
  const groups = [...groupsOf(before), ...groupsOf(after ?? '')];
  const embeds = isIPv4(groupsOf(after ?? before).at(-1) ?? '');
  const count = groups.length + (embeds ? 1 : 0);
  const plain = embeds ? groups.slice(0, -1) : groups;
  return plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (after === undefined ? count === 8 : count < 8);
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
