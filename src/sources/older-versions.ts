import type { ObjectKind } from '../cluster/objects.ts';
import { type Fields, isFields } from './fields.ts';

// What a v3alpha1 object says for a missing host when it is stored as v2.
const NO_HOST = '_skip_mapping_with_empty_host_';
const V3_ONLY = '--apiVersion-v3alpha1-only--';

/**
 * The spec of a getambassador.io object as v3alpha1 writes it, whatever version it was written in
 * (Emissary: pkg/api/getambassador.io/v2/handwritten.conversion.go). A v3alpha1 spec comes back as it is.
 */
export function objectOfOlderVersion(kind: ObjectKind, apiVersion: unknown, spec: unknown): unknown {
  const isOld = typeof apiVersion === 'string' && /\/v(0|1|2)$/.test(apiVersion);
  if (!isFields(spec)) return spec;
  if (!isOld)
    return typeof spec['ambassador_id'] === 'string' ? { ...spec, ambassador_id: [spec['ambassador_id']] } : spec;

  const common = withId(spec);
  switch (kind) {
    case 'Mapping':
      return mapping(common);
    case 'TCPMapping':
      return withTls(common);
    case 'Host':
      return host(common);
    case 'AuthService':
    case 'RateLimitService':
    case 'LogService':
    case 'TracingService':
      return renamed(common, { v3ProtocolVersion: 'protocol_version' });
    case 'TLSContext':
      return renamed(common, { v3CRLSecret: 'crl_secret' });
    default:
      return common;
  }
}

function mapping(spec: Fields): Fields {
  const { host, ...rest } = withTls(
    renamed(spec, {
      v3StatsName: 'stats_name',
      v3health_checks: 'health_checks',
      v3CircuitBreakers: 'circuit_breakers',
    }),
  );
  const hostFields =
    host === NO_HOST
      ? {}
      : host === undefined || host === ''
        ? { hostname: '*' }
        : rest['host_regex'] === true
          ? { host }
          : { hostname: host };
  return withPresence(withPresence({ ...hostFields, ...rest }, 'headers'), 'query_parameters');
}

function host(spec: Fields): Fields {
  const { selector, mappingSelector, ...rest } = spec;
  const chosen = mappingSelector ?? selector;
  return chosen === undefined ? rest : { ...rest, mappingSelector: chosen };
}

function withId({ ambassador_id: id, ambassadorId, ...rest }: Fields): Fields {
  const ids = [id, ambassadorId].flat().filter((item) => typeof item === 'string');
  return ids.length === 0 ? rest : { ...rest, ambassador_id: ids.map((item) => item.replace(V3_ONLY, '')) };
}

// `tls: true` only means that the upstream speaks TLS.
function withTls(spec: Fields): Fields {
  const { tls, v2ExplicitTLS: _, ...rest } = spec;
  if (typeof tls === 'string') return { ...rest, tls };
  const service = rest['service'];
  if (tls !== true || typeof service !== 'string') return rest;
  return { ...rest, service: `https://${service.replace(/^\w+:\/\//, '')}` };
}

// `true` asks for presence, which v3alpha1 writes as the regex `.*`; `false` asks for nothing.
function withPresence(spec: Fields, field: 'headers' | 'query_parameters'): Fields {
  const values = spec[field];
  if (!isFields(values)) return spec;
  const regexField = `regex_${field}`;
  const present = Object.entries(values).filter(([, value]) => value === true);
  const plain = Object.entries(values).filter(([, value]) => typeof value !== 'boolean');
  const regexes = isFields(spec[regexField]) ? spec[regexField] : {};
  return {
    ...spec,
    [field]: Object.fromEntries(plain),
    ...(present.length > 0 && {
      [regexField]: {
        ...regexes,
        ...Object.fromEntries(present.map(([name]) => [name, '.*'])),
      },
    }),
  };
}

function renamed(spec: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(spec).map(([name, value]) => [names[name] ?? name, value]));
}
