// Slack tokens and webhook addresses, JSON Web Tokens, PEM blocks, bearer headers. Never past a quote: the text may be JSON.
const SECRETS =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com\/[^\s"'\\]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)|Bearer\s+[^\s"'\\]+/g;

/** A text with everything that looks like a secret taken out. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, '[secret]');
}
