import { splitUrl } from './url.ts';

/** Why a service text is not what it should be. Except for `no-host`, Emissary routes to something nevertheless. */
export type Malformed = 'unparsable' | 'no-host' | 'unknown-scheme' | 'port-not-a-number' | 'port-out-of-range';

/** The parts of a service text, `[scheme://]host[:port]`. */
export interface ServiceAddress {
  readonly written: string;
  /** In small letters. */
  readonly scheme?: string;
  /** In small letters, without brackets and percent escapes; `''` for none. */
  readonly host: string;
  readonly port?: number;
  /** Path, query and fragment, which are dropped. */
  readonly extra?: string;
  readonly malformed?: Malformed;
}

/** Takes a service text apart as Emissary does (ir/irbasemapping.py, normalize_service_name). Never throws. */
export function parseServiceAddress(written: string): ServiceAddress {
  // `cart:8080` is a host and its port, not a scheme and its path.
  const hasAuthority = /^[a-z0-9+.-]*:\/\//i.test(written) || written.startsWith('//');
  const url = splitUrl(hasAuthority ? written : `//${written}`);
  if (!url) return { written, host: '', malformed: 'unparsable' };

  const { scheme } = url;
  const parts = {
    written,
    ...(scheme !== '' && { scheme }),
    ...(url.rest !== '' && url.rest !== '/' && { extra: url.rest }),
  };
  if (url.host === '') return { ...parts, host: '', malformed: 'no-host' };
  if (/%(?![0-9a-f]{2})/.test(url.host)) return { ...parts, host: url.host, malformed: 'unparsable' };

  const host = unquoted(url.host);
  const port = portOf(url.port);
  if (typeof port === 'string') return { ...parts, host, malformed: port };
  const unknown = scheme !== '' && scheme !== 'http' && scheme !== 'https';
  return { ...parts, host, ...(port !== undefined && { port }), ...(unknown && { malformed: 'unknown-scheme' }) };
}

/** A port's number; undefined for none, and for 0, which Emissary takes for none. */
export function portOf(text: string): number | undefined | 'port-not-a-number' | 'port-out-of-range' {
  if (text === '') return undefined;
  if (!/^\d+$/.test(text)) return 'port-not-a-number';
  const port = Number(text);
  return port > 65535 ? 'port-out-of-range' : port || undefined;
}

/**
 * The service text that Emissary goes on with: a bare name with a namespace behind it, where one is given; no path. A
 * text that cannot be parsed stays as it is.
 */
export function normalizedService(address: ServiceAddress, namespace?: string): string {
  const { written, scheme, host, port, malformed } = address;
  if (malformed && malformed !== 'unknown-scheme') return written;
  const isQualified = host.includes('.') || host.includes(':') || host === 'localhost';
  const full = quoted(isQualified || namespace === undefined ? host : `${host}.${namespace}`);
  const place = full.includes(':') ? `[${full}]` : full;
  return `${scheme ? `${scheme}://` : ''}${place}${port ? `:${port}` : ''}`;
}

function unquoted(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}

/** Percent escapes as Go and urllib.parse.quote write them in a host. */
function quoted(host: string): string {
  return encodeURIComponent(host.toWellFormed()).replace(
    /%(21|24|26|27|28|29|2A|2B|2C|3B|3D|3A|5B|5D|3C|3E|22)/g,
    (code) => decodeURIComponent(code),
  );
}
