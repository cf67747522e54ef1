import { type Directed, directedMappings, targetAlsoReads } from '../../cluster/targets.ts';
import { isIPv6 } from '../../cluster/url.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingServiceMalformed = defineCheck({
  code: 'MAP006',
  name: 'mapping-service-malformed',
  area: 'mappings',
  title: 'The service of a Mapping is no address',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'gateway-diag-errors',
    'gateway-log-errors',
    'gateway-access-log-flags',
  ],
  message: 'The service {written} of {mapping} is no right address: {reason}. Emissary {consequence}.',
  why: 'Requests of this Mapping do not arrive where they should; an unclosed bracket or an empty text stops every later change as well.',
  fix: 'Write spec.service of {mapping} as name.namespace:port, with http:// or https:// in front where it matters.',
  silent: [
    'a port that is a name: that is mapping-named-port',
    'the target of a redirect, as long as it can be parsed',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "htp://cart.shop" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "http://cart.shop" }
`,
  },

  run({ cluster, report }) {
    for (const directed of directedMappings(cluster)) {
      const { mapping, upstream } = directed;
      const reason = reasonOf(directed);
      if (!reason) continue;

      const { written, malformed } = upstream.address;
      report({
        on: mapping,
        severity: severityOf(directed),
        data: {
          mapping,
          written: written || words('(none)'),
          reason: words(reason),
          consequence: words(
            stopsCompiler(directed)
              ? 'stops at it, and no later change of any object takes effect'
              : `sends the traffic to ${upstream.qualified}:${upstream.port}, ${upstream.tls ? 'with TLS' : 'in clear'}`,
          ),
        },
        evidence: [{ at: mapping, path: 'spec.service', ...(malformed && { value: written }) }],
        command: patch(mapping, { spec: { service: 'NAME.NAMESPACE:PORT' } }),
      });
    }
  },
});

/** The compiler throws at nothing at all, and at what Python cannot split (ir/ircluster.py). */
function stopsCompiler({ upstream }: Directed): boolean {
  return upstream.isFatal || upstream.address.written === '';
}

function severityOf({ installation, upstream: { isFatal, address } }: Directed): Severity {
  if (isFatal) return 'critical';
  // An API server takes an empty text and refuses a Mapping without service; before it is there nobody can tell which.
  if (address.written === '') return installation.isAssumed ? 'error' : 'critical';
  return address.malformed === 'unknown-scheme' && !meansTls(address.scheme ?? '') ? 'warning' : 'error';
}

function reasonOf({ upstream: { address, isFatal }, isRedirect }: Directed): string | undefined {
  if (address.written === '') return 'it is empty';
  // For a redirect this is where clients are sent: whatever can be parsed is passed on to them.
  if (isRedirect) return isFatal ? 'it cannot be read as an address' : undefined;
  switch (address.malformed) {
    case 'unparsable':
      return 'it cannot be read as an address';
    case 'no-host':
      return 'it names no host';
    case 'unknown-scheme':
      return 'its scheme is neither http nor https';
    case 'port-out-of-range':
      return 'its port is above 65535';
    case 'port-not-a-number':
      return isIPv6(address.written.replace(/^\w+:\/\//, '')) ? 'an IPv6 address needs brackets around it' : undefined;
    default:
      return undefined;
  }
}

/** Whether somebody who writes this scheme wants TLS, and gets none: `htps`, `wss`, `tls`. */
function meansTls(scheme: string): boolean {
  return scheme.includes('s') && scheme !== 'ws';
}
