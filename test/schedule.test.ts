import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type DigestConfig,
  type ScheduleEvent,
  type Schedules,
  startSchedules,
  validateDigest,
  validateDigests,
} from '../src/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const digest = (over: Partial<DigestConfig> = {}): DigestConfig => ({
  name: 'morning',
  cron: '0 9 * * *',
  timezone: 'Europe/Berlin',
  channel: 'C1',
  areas: [],
  ...over,
});

/** Claims as the store keeps them, for one or several processes. */
function memory(finished: readonly string[] = []) {
  const claims = new Map<string, { at: number; finished: boolean }>();
  for (const slot of finished) claims.set(new Date(slot).toISOString(), { at: 0, finished: true });
  return {
    claims,
    claim: async (_: string, slot: Date) => {
      const key = slot.toISOString();
      const held = claims.get(key);
      if (held && (held.finished || Date.now() - held.at < 10 * MINUTE)) return false;
      claims.set(key, { at: Date.now(), finished: false });
      return true;
    },
    finish: async (_: string, slot: Date) => {
      claims.set(slot.toISOString(), { at: Date.now(), finished: true });
    },
    lastFinished: async () => {
      const done = [...claims].filter(([, claim]) => claim.finished).map(([slot]) => slot);
      const newest = done.toSorted().at(-1);
      return newest === undefined ? undefined : new Date(newest);
    },
  };
}

const running: Schedules[] = [];

function start(config: DigestConfig, claims = memory(), work: (slot: Date) => Promise<void> = async () => {}) {
  const ran: string[] = [];
  const events: ScheduleEvent[] = [];
  const schedules = startSchedules([config], {
    ...claims,
    run: async (_, slot) => {
      ran.push(`${slot.toISOString()} at ${new Date().toISOString()}`);
      await work(slot);
    },
    now: () => new Date(),
    log: (event) => events.push(event),
  });
  running.push(schedules);
  const kinds = () => events.map(({ kind }) => kind);
  return { schedules, ran, slots: () => ran.map((line) => line.slice(0, 16)), events, kinds, claims };
}

const at = (time: string) => vi.setSystemTime(new Date(time));
const pass = (time: number) => vi.advanceTimersByTimeAsync(time);
const sleep = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  const stopping = running.splice(0).map((schedules) => schedules.stop());
  await pass(24 * HOUR);
  await Promise.all(stopping);
  vi.useRealTimers();
});

describe('ordinary days', () => {
  it('runs every slot once, at its time', async () => {
    at('2026-01-12T20:00:30Z');
    const { ran, kinds } = start(digest());
    await pass(48 * HOUR);
    expect(ran).toEqual([
      '2026-01-13T08:00:00.000Z at 2026-01-13T08:00:00.000Z',
      '2026-01-14T08:00:00.000Z at 2026-01-14T08:00:00.000Z',
    ]);
    expect(kinds()).toEqual(['started', 'finished', 'started', 'finished']);
  });

  it('keeps to the days of the week', async () => {
    at('2026-01-15T20:00:00Z');
    const { slots, schedules } = start(digest({ cron: '0 9 * * mon-fri' }));
    await pass(13 * HOUR);
    expect(schedules.next('morning')).toEqual(new Date('2026-01-19T08:00:00Z'));
    await pass(4 * 24 * HOUR);
    expect(slots()).toEqual(['2026-01-16T08:00', '2026-01-19T08:00', '2026-01-20T08:00']);
  });

  it('knows the next slot, and none of a digest that does not exist', () => {
    at('2026-07-01T12:00:00Z');
    const { schedules } = start(digest());
    expect(schedules.next('morning')).toEqual(new Date('2026-07-02T07:00:00Z'));
    expect(schedules.next('evening')).toBeUndefined();
  });
});

describe('when clocks change in Berlin', () => {
  const cases: readonly [string, string, string, readonly string[]][] = [
    ['in spring, at nine', '2026-03-28T00:00:00Z', '0 9 * * *', ['28T08:00', '29T07:00', '30T07:00']],
    ['in spring, in the hour that does not exist', '2026-03-28T00:00:00Z', '30 2 * * *', ['28T01:30', '30T00:30']],
    ['in autumn, at nine', '2026-10-24T00:00:00Z', '0 9 * * *', ['24T07:00', '25T08:00', '26T08:00']],
    [
      'in autumn, in the hour that comes twice',
      '2026-10-24T00:00:00Z',
      '30 2 * * *',
      ['24T00:30', '25T00:30', '26T01:30'],
    ],
  ];
  it.each(cases)('runs once a day %s', async (_, from, cron, expected) => {
    at(from);
    const { ran } = start(digest({ cron }));
    await pass(72 * HOUR);
    expect(ran.map((line) => line.slice(8, 16))).toEqual(expected);
    for (const line of ran) expect(line.slice(0, 24)).toBe(line.slice(28));
  });

  it('does not run the repeated hour again after a restart within it', async () => {
    at('2026-10-25T00:00:00Z');
    const claims = memory(['2026-10-24T00:30:00Z']);
    const first = start(digest({ cron: '30 2 * * *' }), claims);
    await pass(45 * MINUTE);
    await first.schedules.stop();
    const second = start(digest({ cron: '30 2 * * *' }), claims);
    expect(second.schedules.next('morning')).toEqual(new Date('2026-10-26T01:30:00Z'));
    await pass(20 * HOUR);
    expect([...first.slots(), ...second.slots()]).toEqual(['2026-10-25T00:30']);
  });

  it('runs the repeated hour once in New York, where node-cron takes its first pass', async () => {
    at('2026-11-01T00:00:00Z');
    const { slots } = start(digest({ cron: '30 1 * * *', timezone: 'America/New_York' }));
    await pass(24 * HOUR);
    expect(slots()).toEqual(['2026-11-01T05:30']);
  });
});

describe('a run that takes long', () => {
  it('never overlaps with itself, and the slot it covered runs right after, once', async () => {
    at('2026-01-12T07:59:00Z');
    let now = 0;
    let most = 0;
    const { ran, kinds } = start(digest({ cron: '*/10 * * * *' }), memory(), async (slot) => {
      now += 1;
      most = Math.max(most, now);
      if (slot.toISOString().includes('08:00')) await sleep(25 * MINUTE);
      now -= 1;
    });
    await pass(32 * MINUTE);
    expect(most).toBe(1);
    expect(ran).toEqual([
      '2026-01-12T08:00:00.000Z at 2026-01-12T08:00:00.000Z',
      '2026-01-12T08:20:00.000Z at 2026-01-12T08:25:00.000Z',
      '2026-01-12T08:30:00.000Z at 2026-01-12T08:30:00.000Z',
    ]);
    expect(kinds()).toEqual([
      'started',
      'overlap',
      'overlap',
      'finished',
      'missed',
      'started',
      'finished',
      'started',
      'finished',
    ]);
  });

  it('is waited for when stopping, and nothing starts after', async () => {
    at('2026-01-12T07:59:00Z');
    let done = false;
    const { schedules, slots } = start(digest({ cron: '*/5 * * * *' }), memory(), async () => {
      await sleep(12 * MINUTE);
      done = true;
    });
    await pass(2 * MINUTE);
    const stopping = schedules.stop().then(() => done);
    await pass(2 * HOUR);
    expect(await stopping).toBe(true);
    expect(slots()).toEqual(['2026-01-12T08:00']);
  });
});

describe('what was missed', () => {
  it('is caught up at the start, once', async () => {
    at('2026-01-13T10:30:00Z');
    const { ran, events } = start(digest(), memory(['2026-01-12T08:00:00Z']));
    await pass(HOUR);
    expect(ran).toEqual(['2026-01-13T08:00:00.000Z at 2026-01-13T10:30:00.000Z']);
    expect(events[0]).toMatchObject({ kind: 'started', late: 2.5 * HOUR });
  });

  it('is caught up when exactly at the limit, and only reported when older', async () => {
    at('2026-01-13T14:00:00Z');
    const within = start(digest(), memory(['2026-01-12T08:00:00Z']));
    await pass(1);
    expect(within.slots()).toEqual(['2026-01-13T08:00']);
    at('2026-01-13T14:00:01Z');
    const beyond = start(digest(), memory(['2026-01-11T08:00:00Z']));
    await pass(HOUR);
    expect(beyond.events).toEqual([
      { digest: 'morning', kind: 'missed', slot: new Date('2026-01-13T08:00:00Z'), count: 2 },
    ]);
  });

  it('is nothing for a digest that never ran', async () => {
    at('2026-01-13T08:30:00Z');
    const { events } = start(digest());
    await pass(HOUR);
    expect(events).toEqual([]);
  });

  it('is caught up after the machine slept through a slot', async () => {
    at('2026-01-13T06:00:00Z');
    const { ran } = start(digest());
    await pass(MINUTE);
    at('2026-01-13T09:10:00Z');
    await pass(MINUTE);
    expect(ran).toHaveLength(1);
    expect(ran[0]).toMatch(/^2026-01-13T08:00:00.000Z at 2026-01-13T09:1/);
    await pass(12 * HOUR);
    expect(ran).toHaveLength(1);
  });
});

describe('several processes', () => {
  it('run each slot exactly once together', async () => {
    at('2026-01-12T20:00:00Z');
    const claims = memory();
    const all = [start(digest(), claims), start(digest(), claims), start(digest(), claims)];
    await pass(60 * HOUR);
    expect(all.flatMap(({ slots }) => slots()).toSorted()).toEqual([
      '2026-01-13T08:00',
      '2026-01-14T08:00',
      '2026-01-15T08:00',
    ]);
  });

  it('take over a slot whose process was lost', async () => {
    at('2026-01-13T07:59:00Z');
    const claims = memory();
    claims.claims.set('2026-01-13T08:00:00.000Z', { at: Date.parse('2026-01-13T08:00:00Z'), finished: false });
    const { ran, kinds } = start(digest(), claims);
    await pass(HOUR);
    expect(ran).toEqual(['2026-01-13T08:00:00.000Z at 2026-01-13T08:10:00.000Z']);
    expect(kinds()).toEqual(['elsewhere', 'started', 'finished']);
  });

  it('give up on a slot that nobody finishes', async () => {
    at('2026-01-13T07:59:00Z');
    const { kinds } = start(digest(), { ...memory(), claim: async () => false });
    await pass(20 * HOUR);
    expect(kinds()).toEqual(['elsewhere', 'missed']);
  });
});

describe('what fails', () => {
  it('is a failed run: said, and tried again when its claim runs out', async () => {
    at('2026-01-12T20:00:00Z');
    let tries = 0;
    const { slots, kinds } = start(digest(), memory(), async () => {
      if (++tries < 3) throw new Error('Slack is away');
    });
    await pass(13 * HOUR);
    expect(slots()).toEqual(['2026-01-13T08:00', '2026-01-13T08:00', '2026-01-13T08:00']);
    expect(kinds()).toEqual(['started', 'failed', 'started', 'failed', 'started', 'finished']);
  });

  it('for hours is given up, and the next slot comes', async () => {
    at('2026-01-12T20:00:00Z');
    const { slots, kinds } = start(digest(), memory(), async (slot) => {
      if (slot.getUTCDate() === 13) throw new Error('Slack is away');
    });
    await pass(48 * HOUR);
    expect(new Set(slots())).toEqual(new Set(['2026-01-13T08:00', '2026-01-14T08:00']));
    expect(kinds().filter((kind) => kind === 'missed')).toHaveLength(1);
    expect(kinds().at(-1)).toBe('finished');
  });

  it('is memory that cannot be asked for a while: the slot runs when it is back', async () => {
    at('2026-01-13T07:59:30Z');
    const claims = memory();
    let away = true;
    const { slots, kinds } = start(digest(), {
      ...claims,
      claim: async (name, slot) => {
        if (away) throw new Error('locked');
        return claims.claim(name, slot);
      },
    });
    await pass(3 * MINUTE);
    away = false;
    await pass(2 * MINUTE);
    expect(slots()).toEqual(['2026-01-13T08:00']);
    expect(new Set(kinds())).toEqual(new Set(['unsure', 'started', 'finished']));
  });

  it('is a run that cannot be marked as done: it is marked later, and does not run again', async () => {
    at('2026-01-13T07:59:30Z');
    const claims = memory();
    let away = true;
    const { slots } = start(digest(), {
      ...claims,
      finish: async (name, slot) => {
        if (away) throw new Error('locked');
        await claims.finish(name, slot);
      },
    });
    await pass(3 * MINUTE);
    away = false;
    await pass(2 * MINUTE);
    expect(await claims.lastFinished()).toEqual(new Date('2026-01-13T08:00:00Z'));
    expect(slots()).toEqual(['2026-01-13T08:00']);
  });
});

describe('configuration', () => {
  it.each(['0 9 * * *', '0 9 * * 1-5', '@daily', '30 2 1,15 * *', '0 9 L * *', '0 0 29 2 *'])('takes %s', (cron) => {
    expect(validateDigest(digest({ cron }))).toEqual([]);
  });

  it.each(['', 'daily', '0 25 * * *', '60 9 * * *', '0 9 * *', '0 0 9 * * *', '0 0 31 2 *', '0 0 L-30 2 *'])(
    'refuses the times "%s" and shows what is right',
    (cron) => {
      const [problem] = validateDigest(digest({ cron }));
      expect(problem).toMatchObject({ digest: 'morning', field: 'cron' });
      expect(problem?.message).toContain('"0 9 * * 1-5"');
    },
  );

  it.each(['', 'Berlin', 'Europe/Berlinn'])('refuses the time zone "%s"', (timezone) => {
    const problems = validateDigest(digest({ timezone }));
    expect(problems).toEqual([
      {
        digest: 'morning',
        field: 'timezone',
        message: `digest "morning": the time zone "${timezone}" is unknown. Write a name such as "Europe/Berlin", or "UTC".`,
      },
    ]);
  });

  it('refuses no name, and the same name twice', () => {
    expect(validateDigest(digest({ name: ' ' }))).toMatchObject([{ field: 'name' }]);
    expect(validateDigests([digest(), digest({ cron: '0 17 * * *' })])).toMatchObject([{ field: 'name' }]);
    expect(() => start(digest({ cron: 'x' }))).toThrow(TypeError);
  });
});
