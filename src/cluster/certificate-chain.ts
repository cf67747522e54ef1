import type { Certificate } from './objects.ts';

/**
 * The certificates of a chain that clients need: the first, its issuer, the issuer of that, and so on. A root at the end
 * is left out, as clients have their own; of two certificates of one issuer the one that lasts longer counts.
 */
export function neededOf(chain: readonly Certificate[]): readonly Certificate[] {
  const [leaf] = chain;
  const needed: Certificate[] = [];
  for (let current = leaf; current && !needed.includes(current); ) {
    needed.push(current);
    const { issuer, subject } = current;
    if (isOwnIssuer(current)) break;
    current = chain
      .filter((candidate) => candidate.subject === issuer && candidate.subject !== subject && !isOwnIssuer(candidate))
      .toSorted((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter))[0];
  }
  return needed;
}

/** Whether a certificate was signed by itself. */
export function isOwnIssuer({ isSelfSigned, subject, issuer }: Certificate): boolean {
  return isSelfSigned ?? subject === issuer;
}

/** Whether a certificate was issued by an authority for tests, which nobody trusts. */
export function isStaged({ issuer }: Certificate): boolean {
  return /\(STAGING\)|\bFake LE\b|\bPebble\b/i.test(issuer);
}

/** What to call a certificate of a chain: the one that is shown, or one that stands behind it. */
export function titleOf(chain: readonly Certificate[], certificate: Certificate): string {
  if (certificate === chain[0]) return 'The certificate';
  const name = certificate.commonName ?? /CN=([^,]*)/.exec(certificate.subject)?.[1] ?? certificate.subject;
  return `The intermediate certificate ${name}`;
}

/** Milliseconds from a certificate's first moment to its last. */
export function lifetimeOf({ notBefore, notAfter }: Certificate): number {
  return Date.parse(notAfter) - Date.parse(notBefore);
}
