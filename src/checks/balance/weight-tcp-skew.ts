import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchAll } from './patches.ts';
import { describeShares } from './shares.ts';

export const weightTcpSkew = defineCheck({
  code: 'BAL007',
  name: 'weight-tcp-skew',
  area: 'balance',
  title: 'TCPMappings share a port differently from what their weights say',
  severity: 'warning',
  reads: ['TCPMapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  /** Percentage points by which a share has to differ from what was written. */
  options: { tolerancePoints: 2 },
  message: 'The TCPMappings on port {port} do not share connections as written; they get {shares}.',
  why: 'Emissary hands running totals to Envoy as if they were weights, so later members get more than they should.',
  fix: 'Put several Pods behind one Service instead, or choose weights whose running totals give the shares you want.',
  silent: ['a TCPMapping that has its port to itself', 'shares within 2 points of what was written'],
  example: {
    bad: `
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, service: "db.shop:5432" }
---
kind: TCPMapping
metadata: { name: db-next, namespace: shop }
spec: { port: 5432, service: "db-next.shop:5432", weight: 20 }
`,
    good: `
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, service: "db.shop:5432" }
`,
  },

  run({ cluster, options, report }) {
    for (const { tcpGroups } of routingOf(cluster)) {
      for (const { members, port } of tcpGroups) {
        const [first, ...others] = members;
        if (!first || others.length === 0) continue;
        const wanted = wantedShares(members.map(({ weight }) => weight));
        const isOff = members.some(
          ({ share }, index) => Math.abs(share - (wanted[index] ?? share)) > options.tolerancePoints,
        );
        if (!isOff) continue;

        report({
          on: first.mapping,
          data: { port, shares: words(describeShares(members)) },
          evidence: members.map(({ mapping, weight }) => ({ at: mapping, path: 'spec.weight', value: weight })),
          related: others.map(({ mapping }) => mapping),
          command: patchAll(
            members.map(({ mapping }) => mapping),
            () => ({ weight: 'WEIGHT' }),
          ),
        });
      }
    }
  },
});

/** The percentages that a reader of these weights expects: those without weight share the rest. */
function wantedShares(weights: readonly (number | undefined)[]): readonly number[] {
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const without = weights.filter((weight) => weight === undefined).length;
  const rest = (100 - sum) / without;
  const scale = without > 0 ? 1 : 100 / (sum || 1);
  return weights.map((weight) => (weight === undefined ? rest : weight * scale));
}
