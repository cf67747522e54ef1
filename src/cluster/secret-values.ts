import { createHash } from 'node:crypto';

/*
 * People let routes depend on headers and parameters that carry secrets (`x-api-key`). Sources put a stand-in where such a
 * value is written, so that no snapshot holds it; routes still take the requests that they take.
 */

/** Whether a header or query parameter of this name carries a secret. */
export function isSecretName(name: string): boolean {
  return /auth|cookie|token|secret|key|session|passw|signature/i.test(name.replace(/^:authority$/i, ''));
}

/** What stands for a secret value: as long as it, because lengths decide the order of routes, and of equal values equal. */
export function standInFor(value: string): string {
  const digest = createHash('sha256').update(value).digest('hex');
  return digest.repeat(Math.ceil(value.length / digest.length)).slice(0, value.length);
}
