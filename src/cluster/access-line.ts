/** A request as Envoy's access log tells of it. */
export interface AccessLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `-` for what was no request in HTTP. */
  readonly method: string;
  /** As the client sent it, without its query. */
  readonly path: string;
  /** The Host header, as it was sent. */
  readonly authority: string;
  readonly code: number;
  /** Why Envoy answered itself or gave up: `UF`, `URX`; none for what an upstream answered. */
  readonly flags: readonly string[];
  /** Milliseconds that the request took. */
  readonly duration: number;
  readonly client: string;
  readonly userAgent: string;
  /** `10.0.0.7:8080`; absent where no upstream was chosen. */
  readonly upstream?: string;
  /** The line as it stands in the log. */
  readonly text: string;
}

/**
 * Reads a line of the access log in one of the two formats that Emissary gives Envoy (envoy/v3/v3listener.py, access_log).
 * Undefined: it is none, or one of a format that the Module sets.
 */
export function accessLineOf(text: string): AccessLine | undefined {
  return text.startsWith('{') ? fromJson(text) : fromText(text);
}

/**
 * When something was written, in milliseconds since 1970. Without a zone it is taken for UTC, as containers have it;
 * undefined: there is no time at its start.
 */
export function timeAtStart(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = TIME.exec(text) ?? [];
  if (year === undefined) return undefined;
  const milliseconds = Math.round(Number(`0.${fraction || '0'}`) * 1000);
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? time + offset : time - offset;
}

const TIME =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z| ?([+-])(\d\d):?(\d\d))?(?![\w:])/;

const HEAD = /^(?:ACCESS )?\[([^\]]+)\] "(\S+) (\S*) [^\s"]+" (\d{1,3}) (\S+) \S+ \S+ (\S+) \S+ "(.*)"$/;

function fromText(text: string): AccessLine | undefined {
  const [, start = '', method = '', path = '', code, flags = '', duration, quoted = ''] = HEAD.exec(text) ?? [];
  const at = timeAtStart(start);
  // What a client sends may hold quotes itself: what Envoy writes stands at the end.
  const parts = quoted.split('" "');
  if (at === undefined || parts.length < 5) return undefined;
  const [authority = '', upstream = ''] = parts.slice(-2);
  return lineOf(text, at, {
    ...{ method, path, flags, authority, upstream, code: Number(code), duration: Number(duration) },
    client: parts[0] ?? '',
    userAgent: parts.slice(1, -3).join('" "'),
  });
}

function fromJson(text: string): AccessLine | undefined {
  const fields = jsonOf(text);
  if (!fields) return undefined;
  const at = timeAtStart(textIn(fields, 'start_time'));
  const code = Number(fields['response_code']);
  if (at === undefined || !Number.isInteger(code) || fields['response_flags'] === undefined) return undefined;
  return lineOf(text, at, {
    code,
    method: textIn(fields, 'method'),
    path: textIn(fields, 'path'),
    flags: textIn(fields, 'response_flags'),
    authority: textIn(fields, 'authority'),
    upstream: textIn(fields, 'upstream_host'),
    duration: Number(fields['duration']),
    client: textIn(fields, 'x_forwarded_for'),
    userAgent: textIn(fields, 'user_agent'),
  });
}

/** The fields of a JSON object; undefined for any other text. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A field that is a text; what is not set Envoy writes as `-` or null. */
export function textIn(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

type Written = Pick<AccessLine, 'method' | 'path' | 'authority' | 'code' | 'duration' | 'client' | 'userAgent'> & {
  readonly flags: string;
  readonly upstream: string;
};

function lineOf(text: string, at: number, { flags, upstream, path, ...line }: Written): AccessLine {
  const query = path.indexOf('?');
  return {
    ...line,
    at,
    text,
    path: query < 0 ? path : path.slice(0, query),
    flags: isSet(flags) ? flags.split(',') : [],
    ...(isSet(upstream) && { upstream }),
  };
}

function isSet(value: string): boolean {
  return value !== '' && value !== '-';
}
