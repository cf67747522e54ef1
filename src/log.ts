import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutSecrets } from './sources/redact.ts';

export type Log = Logger;

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
