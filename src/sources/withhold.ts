import { isSecretName, standInFor } from '../cluster/secret-values.ts';
import { SILENCE } from '../cluster/silences.ts';
import { type Fields, fieldsOf, isFields } from './fields.ts';
import { withoutSecrets } from './redact.ts';

/*
 * Passwords do not only live in Secrets. What can hold one in other objects is left out before a snapshot is made of them.
 */

/** Variables of the gateway, its sidecars and exporters, whose values checks read. */
const READ_VARIABLES =
  /^(AMBASSADOR|AES|STATSD|USE_STATSD|DOGSTATSD|DD|PROMETHEUS|POD|SCOUT|ENVOY)(_|$)|^(HOST_IP|REDIS_URL|DISABLE_STRICT_LABEL_SELECTORS)$/;
/** Switches with a name like a secret's. */
const SWITCHES: ReadonlySet<string> = new Set(['AMBASSADOR_FORCE_SECRET_VALIDATION']);
const SECRET_NAME = /passw|secret|token|credential|api_?key|private|license|auth(orization)?$|cookie/i;

/** The environment of a container: the gateway's own settings, and where the values of other variables come from. */
export function withheldVariables(env: unknown): readonly unknown[] {
  return (Array.isArray(env) ? env : []).flatMap((raw): readonly unknown[] => {
    const { name, value, valueFrom } = fieldsOf(raw);
    if (isFields(valueFrom)) return [{ name, valueFrom }];
    if (!READ_VARIABLES.test(`${name}`)) return [];
    const isWithheld = (SECRET_NAME.test(`${name}`) && !SWITCHES.has(`${name}`)) || hasLogin(value);
    return [isWithheld ? { name } : { name, value: value ?? '' }];
  });
}

/**
 * A spec of getambassador.io without the values of `Authorization`-like headers that a Mapping adds or asks for, and without
 * logins in addresses. The names stay, with `(not kept)` or a stand-in that routes alike.
 */
export function withheldSpec(spec: unknown): unknown {
  if (!isFields(spec)) return spec;
  return Object.fromEntries(Object.entries(spec).map(([name, value]) => [name, withheldField(name, value)]));
}

function withheldField(name: string, value: unknown): unknown {
  if (ADDRESSES.has(name) && typeof value === 'string') return value.replace(ADDRESS_LOGIN, '$1not-kept@');
  if (ASKED_VALUES.has(name) && isFields(value)) return withheldConditions(value);
  return ADDED_HEADERS.has(name) && isFields(value) ? withheldHeaders(value) : value;
}

/** The spec of a Filter without the secrets that can be written into it. */
export function withheldFilter(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(withheldFilter);
  if (!isFields(spec)) return spec;
  return Object.fromEntries(
    Object.entries(spec).map(([name, value]) => {
      const isSecret = INLINE_SECRETS.has(name) && typeof value === 'string' && value !== '';
      return [name, isSecret ? NOT_KEPT : withheldFilter(value)];
    }),
  );
}

/** A ConfigMap's keys; the text is kept of scrape configurations alone, and of these no login. */
export function withheldConfig(data: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(data)).map(([key, value]) => {
    const isScrape = typeof value === 'string' && value.length <= LONGEST_CONFIG && /^\s*scrape_configs:/m.test(value);
    return [
      key,
      isScrape ? value.replace(FLOW_LOGIN, `$1${NOT_KEPT}`).replace(LOGIN_LINE, `$1 ${NOT_KEPT}`) : '',
    ] as const;
  });
  return Object.fromEntries(entries);
}

const NOT_KEPT = '(not kept)';
const LONGEST_CONFIG = 1_048_576;
// Elsewhere (`TLSContext`, `Module`) a field `secret` is the name of a Secret.
const INLINE_SECRETS: ReadonlySet<string> = new Set(['secret', 'hmacKey', 'clientSecret', 'password']);
const ADDED_HEADERS: ReadonlySet<string> = new Set(['add_request_headers', 'add_response_headers']);
const ASKED_VALUES: ReadonlySet<string> = new Set(['headers', 'query_parameters']);
const ADDRESSES: ReadonlySet<string> = new Set(['service', 'auth_service']);
const ADDRESS_LOGIN = /^(\w+:\/\/)?[^/\s@]*@/;
const FLOW_LOGIN = /([{,]\s*(?:password|credentials|bearer_token|client_secret|secret_key|token)\s*:\s*)[^,}\n]+/g;
const LOGIN_LINE = /^([ \t-]*(?:password|credentials|bearer_token|client_secret|secret_key|token)[ \t]*:).*$/gm;

function withheldHeaders(headers: Fields): Fields {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_NAME.test(name.replaceAll('-', '_')) ? NOT_KEPT : value,
    ]),
  );
}

/** The value of an annotation: what looks like a secret is taken out, and all of it where the name says that it is one. */
export function withheldAnnotation(name: string, value: string): string {
  // `silence.tls-secret-missing` is named like a check, and its value is a reason.
  if (name.startsWith(SILENCE)) return withoutSecrets(value);
  return SECRET_NAME.test(name.slice(name.indexOf('/') + 1).replaceAll('-', '_')) ? NOT_KEPT : withoutSecrets(value);
}

function withheldConditions(conditions: Fields): Fields {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [
      name,
      isSecretName(name) && typeof value === 'string' ? standInFor(value) : value,
    ]),
  );
}

function hasLogin(value: unknown): boolean {
  return typeof value === 'string' && /:\/\/[^/\s]*@/.test(value);
}
