import { describe, expect, it } from 'vitest';
import { accessLineOf, timeAtStart } from '../../src/cluster/access-line.ts';
import { parseLog } from '../../src/cluster/log-entry.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('a time', () => {
  it.each([
    ['2026-01-02 03:04:05', AT],
    ['2026-01-02 03:04:05.0670', AT + 67],
    ['2026-01-02 03:04:05,067', AT + 67],
    ['2026-01-02T03:04:05.067Z', AT + 67],
    ['2026-01-02T03:04:05.067123456Z', AT + 67],
    ['2026-01-02T05:04:05+02:00', AT],
    ['2026-01-02 03:04:05 +0000', AT],
    ['2026-01-01T22:04:05-0500', AT],
    ['2026/01/02 03:04:05 and more', AT],
  ])('%s', (text, at) => {
    expect(timeAtStart(text)).toBe(at);
  });

  it.each(['', '03:04:05', '2026-01-02', 'at 2026-01-02 03:04:05', '2026-01-02 03:04:05:06'])('none in: %s', (text) => {
    expect(timeAtStart(text)).toBeUndefined();
  });
});

describe('a line of the access log', () => {
  const line =
    'ACCESS [2026-01-02T03:04:05.000Z] "GET /cart/7?token= HTTP/2" 503 UF,URX 0 91 3001 - "198.51.100.7" "curl/8" "0c5a" "shop.test:8443" "10.0.0.7:8080"';

  it('as text', () => {
    expect(accessLineOf(line)).toEqual({
      at: AT,
      method: 'GET',
      path: '/cart/7',
      authority: 'shop.test:8443',
      code: 503,
      flags: ['UF', 'URX'],
      duration: 3001,
      client: '198.51.100.7',
      userAgent: 'curl/8',
      upstream: '10.0.0.7:8080',
      text: line,
    });
  });

  it('in the format that is Envoy’s own', () => {
    expect(accessLineOf(line.replace('ACCESS ', ''))).toMatchObject({ path: '/cart/7', code: 503 });
  });

  it('as JSON', () => {
    const json = {
      start_time: '2026-01-02T03:04:05.000Z',
      method: 'POST',
      path: '/pay',
      response_code: 200,
      response_flags: '-',
      duration: 12,
      authority: 'shop.test',
      user_agent: 'curl/8',
      x_forwarded_for: '198.51.100.7',
      upstream_host: '10.0.0.7:8080',
      upstream_cluster: 'cluster_pay_shop',
    };
    expect(accessLineOf(JSON.stringify(json))).toMatchObject({
      at: AT,
      method: 'POST',
      path: '/pay',
      code: 200,
      flags: [],
      duration: 12,
      upstream: '10.0.0.7:8080',
    });
    const { response_flags: _, ...own } = json;
    expect(accessLineOf(JSON.stringify(own))).toBeUndefined();
  });

  it('of what was no request', () => {
    const odd = 'ACCESS [2026-01-02T03:04:05.000Z] "- - HTTP/1.1" 400 DPE 0 11 0 - "198.51.100.7" "-" "0c5a" "-" "-"';
    expect(accessLineOf(odd)).toMatchObject({ method: '-', path: '-', authority: '-', code: 400, flags: ['DPE'] });
  });

  it('whose client sent quotes', () => {
    const quoted =
      'ACCESS [2026-01-02T03:04:05.000Z] "GET / HTTP/1.1" 200 - 0 1 2 1 "198.51.100.7" "a" "b" "c" "0c5a" "shop.test" "10.0.0.7:8080"';
    expect(accessLineOf(quoted)).toMatchObject({ userAgent: 'a" "b" "c', authority: 'shop.test' });
  });

  it.each([
    'ACCESS [yesterday] "GET / HTTP/1.1" 200 - 0 1 2 1 "a" "b" "c" "d" "e"',
    'ACCESS [2026-01-02T03:04:05.000Z] "GET / HTTP/1.1" 200 - 0 1 2 1 "a" "b"',
    'ACCESS [2026-01-02T03:04:05.000Z] GET / 200',
    '[2026-01-02 03:04:05.678][41][error][main] no update',
    '{"message": "no request"}',
    '{ "listeners": [',
    '',
  ])('none: %s', (text) => {
    expect(accessLineOf(text)).toBeUndefined();
  });
});

describe('a log', () => {
  const messages = (...lines: readonly string[]) =>
    parseLog(lines).entries.map(({ by, level, message, at }) => [by, level, message, at]);

  it.each([
    [
      '2026-01-02 03:04:05 diagd 4.0.1 [P20TAEW] ERROR: could not reconfigure: x',
      'diagd',
      'error',
      'could not reconfigure: x',
    ],
    [
      'time="2026-01-02 03:04:05.0000" level=warning msg="say \\"x\\"" func=f CMD=entrypoint',
      'go',
      'warning',
      'say "x"',
    ],
    ['time="2026-01-02 03:04:05.0000" level=info msg=short PID=1', 'go', 'info', 'short'],
    [
      '[2026-01-02 03:04:05.000][41][critical][main] [source/x.cc:1] error',
      'envoy',
      'critical',
      '[source/x.cc:1] error',
    ],
    ['2026/01/02 03:04:05 error notifying diagd: 500', 'go', 'info', 'error notifying diagd: 500'],
    ['[2026-01-02 03:04:05 +0000] [13] [INFO] Starting gunicorn', 'diagd', 'info', 'Starting gunicorn'],
    [
      '{"level":"error","msg":"unable to watch X","time":"2026-01-02 03:04:05.0000"}',
      'go',
      'error',
      'unable to watch X',
    ],
    ['{"asctime":"2026-01-02 03:04:05,000","levelname":"INFO","message":"hello"}', 'diagd', 'info', 'hello'],
    ['2026-01-02T03:04:05.000000000Z stdout F something else', undefined, undefined, undefined],
  ])('%s', (line, by, level, message) => {
    const [first] = messages(line);
    expect(first).toEqual(
      message === undefined ? ['other', 'info', 'something else', undefined] : [by, level, message, AT],
    );
  });

  it('with the times that kubectl puts before lines', () => {
    const [entry] = messages('2026-01-02T03:04:05.123456789Z I0102 03:04:05.1 1 request.go:668] Waited for 1s');
    expect(entry).toEqual(['go', 'info', 'request.go:668] Waited for 1s', AT + 123]);
    const { requests } = parseLog([
      '2026-01-02T03:04:06Z ACCESS [2026-01-02T03:04:05.000Z] "GET / HTTP/1.1" 200 - 0 1 2 1 "a" "b" "c" "d" "e"',
    ]);
    expect(requests).toMatchObject([{ at: AT, authority: 'd' }]);
  });

  it('whose lines go on: of a configuration or a trace only what is a sentence', () => {
    expect(
      messages(
        '    "cut off": true',
        '2026-01-02 03:04:05 diagd 4.0.1 [P20TAEW] ERROR: {',
        '    "no update performed (": 1',
        '}',
        'could not validate the envoy configuration above after 5 retries, failed with error',
        'Traceback (most recent call last):',
        '  File "diagd.py", line 1, in run',
        "KeyError: 'x'",
        '(exit code 1)',
      ),
    ).toEqual([
      ['diagd', 'error', '{', AT],
      ['diagd', 'error', 'could not validate the envoy configuration above after 5 retries, failed with error', AT],
      ['diagd', 'error', 'Traceback (most recent call last):', AT],
      ['diagd', 'error', "KeyError: 'x'", AT],
      ['diagd', 'error', '(exit code 1)', AT],
    ]);
  });

  it('with several lines in one record of JSON', () => {
    const record = { levelname: 'ERROR', message: '{\n  "a": 1\n}\ncould not validate\nAborting update...' };
    expect(messages(JSON.stringify(record)).map(([, , message]) => message)).toEqual([
      '{',
      'could not validate',
      'Aborting update...',
    ]);
  });

  it('says from when to when it tells, also where requests are written late', () => {
    const { since, until } = parseLog([
      '2026-01-02 03:04:05 diagd 4.0.1 [P20TAEW] INFO: one',
      'ACCESS [2026-01-02T03:03:05.000Z] "GET / HTTP/1.1" 200 - 0 1 2 1 "a" "b" "c" "d" "e"',
    ]);
    expect([since, until]).toEqual([AT - 60_000, AT]);
    expect(parseLog(['nothing with a time'])).not.toHaveProperty('since');
  });
});
