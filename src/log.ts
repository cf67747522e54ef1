import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

// Never past a quote: the text is JSON. Slack tokens, Slack webhook paths, JSON Web Tokens, PEM blocks: whatever slipped into a text must not get out.
const SECRETS =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com\/[^\s"'\\]+|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)|Bearer\s+[^\s"'\\]+/g;

/** A text with everything that looks like a secret taken out. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, '[secret]');
}

/**
 * The program's log: JSON lines with a constant message and fields. Secrets are taken out of every text.
 *
 * @param level `debug`, `info`, `warn`, `error` or `silent`
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const safe: DestinationStream = {
    write: (line) => (destination ?? process.stdout).write(withoutSecrets(line)),
  };
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    safe,
  );
}
