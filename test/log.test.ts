import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

describe('the log', () => {
  const logged = (write: (log: ReturnType<typeof createLog>) => void): string => {
    const lines: string[] = [];
    write(createLog('info', { write: (line) => void lines.push(line) }));
    return lines.join('');
  };

  it('is JSON with a message, a level and a time', () => {
    const line = JSON.parse(logged((log) => log.info({ cluster: 'prod' }, 'ready')));
    expect(line).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-/), cluster: 'prod', message: 'ready' });
  });

  it.each([
    ['a bot token', 'xoxb-123-abc'],
    ['an app token', 'xapp-1-A0-123-abc'],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['a JSON Web Token behind a word', 'token_eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['a JSON Web Token behind a name with dots', 'a.b.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['a response_url', 'https://hooks.slack.com/commands/T1/2/abc'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----'],
    ['a bearer header', 'Bearer abc.def'],
  ])('never holds %s, wherever it stands', (_, secret) => {
    const text = logged((log) => {
      log.warn({ error: `failed with ${secret}`, deep: { url: secret } }, `said ${secret}`);
    });
    expect(text).not.toContain(secret.split('\n')[1] ?? secret.slice(8));
    expect(text).toContain('[secret]');
    expect(JSON.parse(text)).toMatchObject({ deep: { url: expect.stringContaining('[secret]') } });
  });

  it.each([
    ['beginnings of tokens', 'eyJ'],
    ['beginnings of keys', '-----BEGIN '],
    ['dots', 'eyJ.'],
  ])('is quick about a long line of %s', (_, piece) => {
    const line = piece.repeat(300_000);
    // What is more than linear would run into the time that a test may take.
    expect(logged((log) => log.info({ line }, 'long'))).toBeDefined();
  });

  it('says nothing below its level', () => {
    expect(logged((log) => log.debug('quiet'))).toBe('');
  });
});
