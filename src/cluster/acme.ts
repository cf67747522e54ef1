import type { Installation } from './installations.ts';
import type { Host } from './objects.ts';

/** Whether a Host asks for a certificate by ACME. `authority: none` switches that off. */
export function asksForAcme({ spec: { acmeProvider } }: Host): boolean {
  const { authority, email } = acmeProvider ?? {};
  return Boolean(authority || email) && authority?.toLowerCase() !== 'none';
}

/** Whether a gateway is one that reads `acmeProvider` and does nothing for it: only Edge Stack speaks ACME. */
export function ignoresAcme({ flavour, isAssumed }: Installation): boolean {
  return flavour === 'emissary' && !isAssumed;
}
