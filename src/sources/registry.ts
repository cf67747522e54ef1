import type { RegistryLogin } from '../cluster/objects.ts';
import { type Fields, fieldsOf, isFields, parsedJson, textOf } from './fields.ts';
import { tokensIn } from './tokens.ts';

const HOUR = 3_600_000;
const ECR = /^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/;
const PUBLIC_ECR = 'public.ecr.aws';
const GOOGLE = /(^|\.)gcr\.io$|-docker\.pkg\.dev$/;

/**
 * The logins of a `.dockerconfigjson` or `.dockercfg` value, and their ends as far as they can be known: a password that
 * is a JSON Web Token says its own, one of Amazon ECR too or lives 12 hours, an access token of Google lives one hour
 * after `writtenAt`, one of GitHub’s apps and workflows a day at most. Undefined when the value is no such configuration. Never throws.
 */
export function registryLogins(text: string, writtenAt: Date | undefined): readonly RegistryLogin[] | undefined {
  const config = parsedJson(text);
  if (!isFields(config)) return undefined;
  const auths = 'auths' in config ? config['auths'] : config;
  if (!isFields(auths)) return undefined;
  return Object.entries(auths).map(([address, login]) => {
    const registry = registryName(address);
    const expires = endOf(registry, fieldsOf(login), writtenAt);
    return { registry, ...(expires && { expires: expires.toISOString() }) };
  });
}

function endOf(registry: string, login: Fields, writtenAt?: Date): Date | undefined {
  const { user, password } = credentials(login);
  for (const secret of [password, login['identitytoken'], login['registrytoken']]) {
    const expires = tokensIn(textOf(secret) ?? '')[0]?.expires;
    if (expires) return new Date(expires);
  }
  const host = registry.split(/[/:]/, 1)[0] ?? '';
  if ((ECR.test(host) || host === PUBLIC_ECR) && user === 'AWS') return ecrEnd(password) ?? after(writtenAt, 12 * HOUR);
  if (GOOGLE.test(host) && user === 'oauth2accesstoken') return after(writtenAt, HOUR);
  // A token of a GitHub App lives one hour, that of a workflow as long as its job, a day at most.
  if (host === 'ghcr.io' && password.startsWith('ghs_')) return after(writtenAt, 24 * HOUR);
  return undefined;
}

function credentials(login: Fields): { readonly user: string; readonly password: string } {
  const auth = Buffer.from(textOf(login['auth']) ?? '', 'base64').toString();
  const colon = auth.indexOf(':');
  return {
    user: textOf(login['username']) || (colon < 0 ? '' : auth.slice(0, colon)),
    password: textOf(login['password']) || auth.slice(colon + 1),
  };
}

// An ECR password is base64 of JSON, with the end in seconds beside the encrypted part.
function ecrEnd(password: string): Date | undefined {
  const { expiration } = fieldsOf(parsedJson(Buffer.from(password, 'base64').toString()));
  if (typeof expiration !== 'number') return undefined;
  return valid(new Date(expiration * 1000));
}

function after(from: Date | undefined, milliseconds: number): Date | undefined {
  return from && valid(new Date(from.getTime() + milliseconds));
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}

// `https://index.docker.io/v1/` is written as the address of an API, and some people put a login into it.
function registryName(address: string): string {
  return address
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/s, '')
    .replace(/\/(v1|v2)?\/?$/, '')
    .toLowerCase();
}
