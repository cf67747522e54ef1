import { postedErrorsOf } from '../../cluster/emissary-said.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { draftsOf } from './said-words.ts';

const POD = `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop, resolver: nobody }
---
kind: Diagnostics
metadata: { name: emissary-1, namespace: emissary }
isWhole: true
environment: []
notices: []
elements: { cart.shop.1: 6d1f0c9a71b2 }
`;

export const gatewayDiagErrors = defineCheck({
  code: 'GWY005',
  name: 'gateway-diag-errors',
  area: 'gateway',
  title: 'The gateway’s diagnostics show an error',
  severity: 'warning',
  reads: ['Diagnostics'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'Emissary posts an error for {object}: {text}{more}.',
  why: '{meaning}',
  fix: '{advice}',
  inGeneral: {
    why: 'Emissary does not use what it posts an error for, or not all of it: a Mapping, Host or Listener can be missing for it.',
    fix: 'Correct what the error names. Where a check finds the same in the objects, this finding is folded under it.',
  },
  silent: [
    'labels of the Pod that are not mounted: only Ingresses need them',
    'notices, which Emissary repeats with each configuration',
  ],
  example: {
    bad: `${POD}errors: [{ key: cart.shop.1, text: resolver nobody is unknown! }]\n`,
    good: `${POD.replace(', resolver: nobody', '')}errors: []\n`,
  },

  run({ cluster, report }) {
    const errors = postedErrorsOf(cluster).filter(({ message }) => message?.id !== 'pod-labels');
    for (const draft of draftsOf(errors)) report(draft);
  },
});
