import { domainToASCII } from 'node:url';
import { isIPv4 } from './url.ts';

/** A hostname as certificates write it: without port and final dot, in small letters, in ASCII. */
export function certificateName(hostname: string): string {
  const name = hostname
    .replace(/^([^:]*):\d+$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  // Only what is no ASCII goes through domainToASCII: it refuses stars and underscores.
  return /[^\0-\x7f]/.test(name) ? domainToASCII(name) || name : name;
}

/** Whether one of a certificate's names holds for a hostname, as clients check it: a star stands for one label. */
export function certifies(names: readonly string[], hostname: string): boolean {
  const wanted = certificateName(hostname);
  const dot = wanted.indexOf('.');
  const starred = dot > 0 ? `*${wanted.slice(dot)}` : undefined;
  return names.some((name) => {
    const known = certificateName(name);
    return known === wanted || known === starred;
  });
}

/**
 * Whether a hostname is one that the public uses. Names of private networks, names reserved for documentation of a
 * machine, and names with a word like `dev`, `test` or `staging` in them are not.
 */
export function isPublicName(hostname: string): boolean {
  const name = certificateName(hostname);
  if (isIPv4(name) || name.includes(':')) return false;
  const labels = name.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || PRIVATE_TOPS.has(top) || name.endsWith('.home.arpa')) return false;
  const words = labels.slice(0, -1).flatMap((label) => label.split('-'));
  return !words.some((word) => PRIVATE_WORDS.test(word));
}

const PRIVATE_TOPS: ReadonlySet<string> = new Set([
  'test',
  'local',
  'localhost',
  'localdomain',
  'internal',
  'intranet',
  'corp',
  'home',
  'lan',
  'private',
  'svc',
  'cluster',
  'invalid',
  'example',
]);

// `dev2`, `qa01` and the like too.
const PRIVATE_WORDS =
  /^(dev|devel|development|test|testing|stage|staging|stg|qa|uat|sandbox|preprod|nonprod|preview|demo|local|localhost|internal|intern|intra|intranet|private|lab|svc|nip|sslip|xip)\d*$/;
