import { createTask, type Logger, parse, type ScheduledTask, validateDetailed } from 'node-cron';
import type { Store } from './state/store.ts';

/** A digest that is made at planned times. */
export interface DigestConfig {
  /** Unique: claims and comparisons go by it. */
  readonly name: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** An IANA name; slots are wall-clock times there. */
  readonly timezone: string;
  /** A Slack channel id. */
  readonly channel: string;
  /** Absent: the first. */
  readonly cluster?: string;
  /** Empty: all. */
  readonly areas: readonly string[];
}

/** What is wrong with a digest's configuration. */
export interface DigestProblem {
  readonly digest: string;
  readonly field: 'name' | 'cron' | 'timezone';
  /** One line, with an example of what is right. */
  readonly message: string;
}

/** What happened to a planned time (`slot`). */
export type ScheduleEvent = { readonly digest: string } & (
  | { readonly kind: 'started'; readonly slot: Date /** In milliseconds. */; readonly late: number }
  | { readonly kind: 'finished'; readonly slot: Date }
  /** Tried again when its claim runs out, by whichever process asks first. */
  | { readonly kind: 'failed'; readonly slot: Date; readonly error: unknown }
  /** The run before is not done yet; this slot comes right after it. */
  | { readonly kind: 'overlap'; readonly slot: Date }
  /** Another process is doing it; asked again every minute until it is done. */
  | { readonly kind: 'elsewhere'; readonly slot: Date }
  /** Slots that nobody runs any more: too old, or a newer one takes their place. `slot` is the newest of them. */
  | { readonly kind: 'missed'; readonly slot: Date; readonly count: number }
  /** Memory could not be asked; tried again every minute. */
  | { readonly kind: 'unsure'; readonly error: unknown }
);

export interface ScheduleTools<D extends DigestConfig> extends Pick<Store, 'claim' | 'finish' | 'lastFinished'> {
  /** Makes and posts a digest. Rejects only when it could not even say that it failed. */
  readonly run: (digest: D, slot: Date) => Promise<void>;
  readonly now: () => Date;
  readonly log: (event: ScheduleEvent) => void;
  /** How late a missed slot is still run, in hours; 6 unless told. */
  readonly catchUpHours?: number;
}

export interface Schedules {
  /** The next slot of a digest; undefined: no such digest. */
  next(name: string): Date | undefined;
  /** Looks at the clock now: for a clock that was moved. */
  wake(): void;
  /** Starts nothing more, and waits for what is running. */
  stop(): Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How far back missed slots are looked for. */
const LOOK_BACK = 8 * 24 * HOUR;

/** What is wrong with one digest; nothing: it can be planned. */
export function validateDigest({ name, cron, timezone }: DigestConfig): readonly DigestProblem[] {
  const problems: DigestProblem[] = [];
  const add = (field: DigestProblem['field'], message: string) =>
    problems.push({ digest: name, field, message: `digest "${name}": ${message}` });

  if (name.trim() === '') add('name', 'it has no name. Give it one, for example "morning".');
  if (!isTimezone(timezone)) {
    add('timezone', `the time zone "${timezone}" is unknown. Write a name such as "Europe/Berlin", or "UTC".`);
  }
  const reason = cronProblem(cron);
  if (reason) {
    const fields = 'Write minute, hour, day of the month, month and day of the week';
    add('cron', `the times "${cron}" cannot be planned: ${reason}. ${fields}: "0 9 * * 1-5" is 9:00 on working days.`);
  }
  return problems;
}

/** What is wrong with several digests together. */
export function validateDigests(digests: readonly DigestConfig[]): readonly DigestProblem[] {
  const twice = digests.filter(({ name }, index) => digests.findIndex((other) => other.name === name) < index);
  return [
    ...digests.flatMap(validateDigest),
    ...twice.map(({ name }) => ({
      digest: name,
      field: 'name' as const,
      message: `digest "${name}": two digests have this name. Give each its own, for example "${name}" and "${name}-2".`,
    })),
  ];
}

/**
 * Runs digests at their times. One digest never runs twice at once, nor twice for one slot. What was missed while the
 * process was down, asleep or busy is caught up once, the newest slot only, when it is not older than `catchUpHours`. A
 * digest that never ran before has missed nothing.
 *
 * @throws TypeError for a digest that `validateDigests` refuses
 */
export function startSchedules<D extends DigestConfig>(digests: readonly D[], tools: ScheduleTools<D>): Schedules {
  const [problem] = validateDigests(digests);
  if (problem) throw new TypeError(problem.message);

  const started = new Map(digests.map((digest) => [digest.name, startDigest(digest, tools)]));
  // node-cron's timer stands still while the machine sleeps; the wall clock is what counts.
  const wake = () => {
    for (const one of started.values()) one.wake();
  };
  const heartbeat = setInterval(wake, MINUTE);

  return {
    next: (name) => started.get(name)?.next(),
    wake,
    stop: async () => {
      clearInterval(heartbeat);
      await Promise.all([...started.values()].map(({ stop }) => stop()));
    },
  };
}

interface StartedDigest {
  wake(): void;
  next(): Date | undefined;
  stop(): Promise<void>;
}

function startDigest<D extends DigestConfig>(digest: D, tools: ScheduleTools<D>): StartedDigest {
  const { name, cron, timezone } = digest;
  const { claim, finish, lastFinished, run, now } = tools;
  const catchUp = (tools.catchUpHours ?? 6) * HOUR;
  const wallClock = wallClockOf(timezone);
  /** Slots until here were dealt with. */
  let looked: Date | undefined;
  /** A slot that another process has claimed, or that could not be claimed. */
  let contested: Date | undefined;
  /** A slot that was run, and could not yet be marked as done. */
  let unmarked: Date | undefined;
  let running: Date | undefined;
  let working: Promise<void> | undefined;
  let woken = false;
  let stopped = false;

  const log = (event: WithoutDigest<ScheduleEvent>) => tools.log({ digest: name, ...event });

  async function mark(slot: Date): Promise<void> {
    unmarked = slot;
    await finish(name, slot);
    unmarked = undefined;
  }

  async function attempt(slot: Date): Promise<void> {
    const isNew = contested?.getTime() !== slot.getTime();
    contested = slot;
    if (!(await claim(name, slot))) {
      if (isNew) log({ kind: 'elsewhere', slot });
      return;
    }
    contested = undefined;
    log({ kind: 'started', slot, late: now().getTime() - slot.getTime() });
    running = slot;
    try {
      await run(digest, slot);
    } catch (error) {
      log({ kind: 'failed', slot, error });
      contested = slot;
      return;
    } finally {
      running = undefined;
    }
    log({ kind: 'finished', slot });
    await mark(slot);
  }

  /** Takes the newest slot since the last look; says whether it is worth looking again. */
  async function look(): Promise<boolean> {
    if (unmarked) await mark(unmarked);
    const at = now();
    const isTooOld = (slot: Date) => at.getTime() - slot.getTime() > catchUp;
    looked ??= (await lastFinished(name)) ?? at;
    const slots = slotsBetween(task, wallClock, looked, at);
    looked = at;
    const newest = slots.at(-1);
    if (newest) {
      const missed = isTooOld(newest) ? slots : slots.slice(0, -1);
      const last = missed.at(-1);
      if (last) log({ kind: 'missed', slot: last, count: missed.length });
      if (isTooOld(newest)) return false;
      await attempt(newest);
      return true;
    }
    if (!contested) return false;
    const done = await lastFinished(name);
    if (done && done >= contested) contested = undefined;
    else if (isTooOld(contested)) {
      log({ kind: 'missed', slot: contested, count: 1 });
      contested = undefined;
    } else await attempt(contested);
    return false;
  }

  async function work(): Promise<void> {
    try {
      do woken = false;
      while (((await look()) || woken) && !stopped);
    } catch (error) {
      log({ kind: 'unsure', error });
    } finally {
      working = undefined;
    }
  }

  const wake = () => {
    woken = true;
    if (!stopped) working ??= work();
  };

  const tick = (slot: Date) => {
    if (running && running < slot && isFirst(wallClock, slot)) log({ kind: 'overlap', slot });
    wake();
  };

  const task = createTask(cron, ({ date }) => tick(date), { timezone, logger: SILENT, suppressMissedWarning: true });
  task.on('execution:missed', wake);
  task.start();
  wake();

  return {
    wake,
    next: () =>
      task
        .getNextRuns(3)
        .flatMap((slot) => firstOf(wallClock, slot))
        .find((slot) => slot > now()),
    stop: async () => {
      stopped = true;
      task.destroy();
      await working;
    },
  };
}

type WithoutDigest<E> = E extends unknown ? Omit<E, 'digest'> : never;
/** An instant as the clock on the wall shows it, to the minute. */
type WallClock = (at: Date) => string;

/** The slots after one time, until and with another. Oldest first. */
function slotsBetween(task: ScheduledTask, wallClock: WallClock, after: Date, until: Date): readonly Date[] {
  const slots: Date[] = [];
  // Every zone is a whole number of quarters of an hour away from UTC: most minutes need no look at the calendar.
  const quarters = new Set(parse(task.getPattern()).minute.map((minute) => minute % 15));
  const start = Math.max(after.getTime(), until.getTime() - LOOK_BACK);
  for (let time = (Math.floor(start / MINUTE) + 1) * MINUTE; time <= until.getTime(); time += MINUTE) {
    const slot = new Date(time);
    if (quarters.has((time / MINUTE) % 15) && task.match(slot) && isFirst(wallClock, slot)) slots.push(slot);
  }
  return slots;
}

/** In autumn one hour comes twice, and node-cron takes its first or its second pass by the zone: here it is the first. */
function firstOf(wallClock: WallClock, slot: Date): Date {
  const shown = wallClock(slot);
  const earlier = [2 * HOUR, HOUR, HOUR / 2].map((shift) => new Date(slot.getTime() - shift));
  return earlier.find((instant) => wallClock(instant) === shown) ?? slot;
}

function isFirst(wallClock: WallClock, slot: Date): boolean {
  return firstOf(wallClock, slot) === slot;
}

function wallClockOf(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at) => format.format(at);
}

function isTimezone(timeZone: string): boolean {
  try {
    return timeZone !== '' && new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

function cronProblem(cron: string): string | undefined {
  const { valid, errors, fields } = validateDetailed(cron);
  if (!valid) return errors.map(({ message }) => message).join(', ');
  if (cron.trim().split(/\s+/).length > 5 || fields?.second.join() !== '0') return 'it has a field for seconds';
  const task = createTask(cron, () => {}, { logger: SILENT });
  try {
    task.getNextRuns(1);
    return undefined;
  } catch {
    return 'no such day ever comes';
  } finally {
    task.destroy();
  }
}

// What node-cron would say is said through `log`.
const SILENT: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
