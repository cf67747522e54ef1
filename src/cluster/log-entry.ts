import { type AccessLine, accessLineOf, jsonOf, textIn, timeAtStart } from './access-line.ts';

/** How bad the writer of a line takes it to be; `info` where it says nothing. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** Something that a part of the gateway says in its log. */
export interface LogEntry {
  /** Milliseconds since 1970; absent before the first line that has a time. */
  readonly at?: number;
  /** Emissary's compiler (diagd), its Go side (entrypoint, ambex), Envoy, or another. */
  readonly by: 'diagd' | 'go' | 'envoy' | 'other';
  readonly level: LogLevel;
  readonly message: string;
  /** The line as it stands in the log. */
  readonly text: string;
}

/** What a gateway's log holds, oldest first. */
export interface ParsedLog {
  readonly entries: readonly LogEntry[];
  readonly requests: readonly AccessLine[];
  /** The times of the first and last line that has one, in milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
}

/**
 * Reads the lines that diagd, the entrypoint, ambex and Envoy write into one log, as text or as JSON. Lines that go on with
 * what came before (a stack trace, a configuration that Envoy refused) have its time; what is indented in them is left out.
 */
export function parseLog(lines: readonly string[]): ParsedLog {
  const entries: LogEntry[] = [];
  const requests: AccessLine[] = [];
  let since: number | undefined;
  let until: number | undefined;
  let last: Pick<LogEntry, 'at' | 'by' | 'level'> = { by: 'other', level: 'info' };
  const note = (at: number | undefined) => {
    if (at === undefined) return;
    since = Math.min(since ?? at, at);
    until = Math.max(until ?? at, at);
  };

  for (const written of lines) {
    const { text, at: stamp } = withoutStamp(written);
    const request = accessLineOf(text);
    if (request) {
      note(request.at);
      requests.push(request);
      continue;
    }
    const entry = entryOf(text);
    if (entry) {
      const at = entry.at ?? stamp ?? until;
      note(at);
      last = { by: entry.by, level: entry.level, ...(at !== undefined && { at }) };
      // A record in JSON can hold many lines, of others too.
      const [message = '', ...more] = entry.message.split('\n');
      entries.push({ ...last, message, text });
      for (const line of more) {
        const inner = entryOf(line);
        if (inner || isSentence(line)) entries.push({ ...last, ...(inner ?? { message: line }), text: line });
      }
    } else if (isSentence(text)) {
      note(stamp);
      entries.push({ ...last, message: text, text });
    }
  }
  return { entries, requests, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** Whether a line that goes on with another says something: a configuration or a stack trace begins otherwise. */
function isSentence(line: string): boolean {
  return /^[A-Za-z(]/.test(line);
}

/** The time that `kubectl logs --timestamps` and container runtimes put before a line. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) [FP] )?/;

function withoutStamp(line: string): { readonly text: string; readonly at?: number } {
  const [stamp] = STAMP.exec(line) ?? [];
  const at = stamp === undefined ? undefined : timeAtStart(stamp.trimEnd());
  return stamp === undefined || at === undefined ? { text: line } : { text: line.slice(stamp.length), at };
}

const DIAGD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\S* diagd \S+ \[[^\]]*\] ([A-Z]+): (.*)$/;
const LOGRUS = /^time="([^"]*)" level=(\w+) msg=("(?:[^"\\]|\\.)*"|\S+)/;
const ENVOY = /^\[([^\]]+)\]\[\d+\]\[(\w+)\]\[[^\]]+\] (.*)$/;
const GO = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)\S* (.*)$/;
const GUNICORN = /^\[([^\]]+)\] \[\d+\] \[([A-Z]+)\] (.*)$/;
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ (.*)$/;

type Entry = Omit<LogEntry, 'text'>;

function entryOf(line: string): Entry | undefined {
  if (line.startsWith('{')) return fromJson(line);
  const diagd = DIAGD.exec(line);
  if (diagd) return made('diagd', diagd[1], diagd[2], diagd[3]);
  const logrus = LOGRUS.exec(line);
  if (logrus) return made('go', logrus[1], logrus[2], unquoted(logrus[3] ?? ''));
  const envoy = ENVOY.exec(line);
  if (envoy) return made('envoy', envoy[1], envoy[2], envoy[3]);
  const go = GO.exec(line);
  if (go) return made('go', go[1], 'info', go[2]);
  const gunicorn = GUNICORN.exec(line);
  if (gunicorn) return made('diagd', gunicorn[1], gunicorn[2], gunicorn[3]);
  const klog = KLOG.exec(line);
  return klog ? made('go', '', klog[1], klog[2]) : undefined;
}

/** With AMBASSADOR_JSON_LOGGING: logrus writes `msg` and `time`, Python `message` and `asctime`, Envoy neither. */
function fromJson(line: string): Entry | undefined {
  const fields = jsonOf(line);
  if (!fields) return undefined;
  const text = (...names: readonly string[]) => names.map((name) => textIn(fields, name)).find((value) => value !== '');
  const message = text('msg', 'message');
  if (message === undefined) return undefined;
  const by = fields['msg'] !== undefined ? 'go' : fields['levelname'] !== undefined ? 'diagd' : 'envoy';
  return made(by, text('time', 'asctime', 'timestamp', '@timestamp'), text('level', 'levelname', 'severity'), message);
}

function made(by: LogEntry['by'], time = '', level = '', message = ''): Entry {
  const at = timeAtStart(time);
  return { by, level: LEVELS[level.toLowerCase().slice(0, 4)] ?? 'info', message, ...(at !== undefined && { at }) };
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trac: 'debug',
  debu: 'debug',
  w: 'warning',
  warn: 'warning',
  e: 'error',
  erro: 'error',
  f: 'critical',
  fata: 'critical',
  pani: 'critical',
  crit: 'critical',
};

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
