import { type Logger, LogLevel } from '@slack/bolt';

/** Where this surface writes what went on; pino fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * The SDK's logger, written to ours. Always at info: at debug the SDK writes messages in clear. What it calls
 * information (connecting, connected) is debug for people who run this, and what it calls an error is dealt with here: a
 * connection comes back, a refused call is said where it was made.
 */
export function sdkLogger(log: Log): Logger {
  const write =
    (level: 'debug' | 'warn') =>
    (...parts: unknown[]) => {
      const error = parts.find((part) => part instanceof Error);
      const text = parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
      log[level]({ from: '@slack', text, ...(error && { err: error }) }, 'Slack SDK');
    };
  return {
    debug: () => {},
    info: write('debug'),
    warn: write('warn'),
    error: write('warn'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
