import type { Cluster } from '../../cluster/cluster.ts';
import { regexFault, regexFields } from '../../cluster/regex-faults.ts';
import {
  type Group,
  mappingsOf,
  type Routing,
  type RoutingKind,
  routingAlsoReads,
  routingKinds,
  routingOf,
} from '../../cluster/routing.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const mappingRegexInvalid = defineCheck({
  code: 'MAP024',
  name: 'mapping-regex-invalid',
  area: 'mappings',
  title: 'A Mapping has a regex that Envoy does not take',
  severity: 'critical',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-frozen'],
  freezes: true,
  message: 'The regex {pattern} in {field} of {mapping} {problem}.',
  why: 'Envoy refuses the whole update for it: no later change of any object takes effect, and a gateway that starts anew serves nothing.',
  fix: 'Write {field} of {mapping} {how}.',
  inGeneral: {
    fix: 'Write the regex in the syntax of RE2, which has no lookahead, lookbehind or back reference. If it is too large, use fewer counted repeats, or raise regex_max_size in the Module ambassador.',
  },
  silent: [
    'what RE2 takes: (?i), (?P<name>…), non-greedy repeats',
    'Ambassador 1 with regex_type: unsafe, where another syntax holds',
    'a size near to the limit, which cannot be told exactly, is a warning only',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: "/(?!internal).*", prefix_regex: true, rewrite: "", service: cart.shop }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: "/(cart|basket)/.*", prefix_regex: true, rewrite: "", service: cart.shop }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      if (usesOtherSyntax(routing)) continue;
      const { regexMaxSize } = routing.module;
      for (const group of routing.groups) {
        for (const mapping of mappingsOf(group).filter(({ madeFrom }) => !madeFrom)) {
          for (const { path, pattern, matches } of regexFields(mapping, group)) {
            // What only rewrites is held to Envoy's own limit, which Emissary sets to its default.
            const fault = regexFault(pattern, matches ? regexMaxSize : Math.max(regexMaxSize, STANDARD_SIZE));
            if (!fault) continue;
            const isSure = fault.kind === 'invalid' || fault.surely;
            report({
              on: mapping,
              key: path,
              severity: isSure ? severityOf(cluster, group) : 'warning',
              data: {
                pattern,
                field: path,
                mapping,
                problem: words(
                  fault.kind === 'invalid'
                    ? `is none that RE2 understands: ${fault.reason}`
                    : `makes a program of about ${fault.size} instructions, and ${regexMaxSize} are allowed`,
                ),
                how: words(
                  fault.kind === 'invalid'
                    ? 'in the syntax of RE2, which has no lookahead, lookbehind or back reference'
                    : 'shorter, with fewer counted repeats, or raise regex_max_size in the Module ambassador',
                ),
              },
              evidence: [{ at: mapping, path, value: pattern }],
              command: edit(mapping),
            });
          }
        }
      }
    }
  },
});

const STANDARD_SIZE = 200;

/** A route that no Host takes does not get as far as Envoy. */
function severityOf(cluster: Cluster<RoutingKind>, { hosts }: Group): Severity {
  if (!cluster.knows('Host') || !cluster.knows('Listener')) return 'error';
  return hosts.some(({ servedBy }) => servedBy.length > 0) ? 'critical' : 'warning';
}

function usesOtherSyntax({ module, installation }: Routing): boolean {
  return module.config['regex_type'] === 'unsafe' && isAtLeast(installation.version, '3') === false;
}
