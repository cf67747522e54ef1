/** A JSON Web Token for tests; its signature is a word. */
export function jwt(claims: unknown, header: unknown = { alg: 'RS256', typ: 'JWT' }): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJlLW9mLWEtdGVzdA`;
}
