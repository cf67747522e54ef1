import { BlockList, isIP } from 'node:net';

/** How requests leave this machine, as HTTPS_PROXY and NO_PROXY say it. */
export interface ProxySettings {
  readonly proxyUrl?: string;
  /** Hosts, domains (`.svc`), addresses and ranges (`10.0.0.0/8`) that are reached without it, with commas; `*`: all. */
  readonly noProxy?: string;
}

/** The proxy on the way to a server, if there is one. This machine itself is never reached through one, as in Go. */
export function proxyTo(server: string, { proxyUrl, noProxy = '' }: ProxySettings): string | undefined {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  if (!proxyUrl || host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const exceptions = noProxy.split(',').map((item) => item.trim().toLowerCase());
  return exceptions.some((exception) => exception !== '' && covers(exception, host)) ? undefined : proxyUrl;
}

function covers(exception: string, host: string): boolean {
  if (exception === '*') return true;
  if (exception.includes('/')) return isInRange(exception, host);
  const name = exception.replace(/^\*?\./, '').replace(/:\d+$/, '');
  return host === name || host.endsWith(`.${name}`);
}

function isInRange(range: string, host: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const families = [isIP(network), isIP(host)];
  if (families[0] === 0 || families[0] !== families[1] || !/^\d{1,3}$/.test(bits)) return false;
  const family = families[0] === 4 ? 'ipv4' : 'ipv6';
  if (Number(bits) > (family === 'ipv4' ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
