import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewAuditEntry } from '../../src/state/audit.ts';
import type { DigestSnapshot } from '../../src/state/digest.ts';
import type { StoreOptions } from '../../src/state/open.ts';
import type { Place, SavedRun, StateWarning, Store } from '../../src/state/store.ts';
import { ada, bob, DAY, day, finding, hush, report, tracked } from './given.ts';

/** A database of one kind, empty at first. */
export interface TestDatabase {
  /** One more store on the same database. Undefined: this kind serves one store only. */
  readonly open: (
    now: () => Date,
    warn: (warning: StateWarning) => void,
    options?: Pick<StoreOptions, 'audit'>,
  ) => Promise<Store>;
  /** Runs a statement past the store. */
  readonly sql: (statement: string) => Promise<void>;
  readonly drop: () => Promise<void>;
}

const CLUSTER = 'prod-eu';
const run = (id: string, given: Partial<SavedRun> = {}): SavedRun => ({
  id,
  cluster: CLUSTER,
  request: { words: ['tls'] },
  channel: 'C1',
  ts: `1767225600.${id.padStart(6, '0')}`,
  by: 'U1ADA',
  at: day(1),
  facts: { errors: 1 },
  ...given,
});
const place = (given: Partial<Place> = {}): Place => ({
  cluster: CLUSTER,
  fingerprint: 'a',
  channel: 'C1',
  ts: '1767225600.000100',
  ...given,
});
const snapshot = (at: Date): DigestSnapshot => ({
  at,
  areas: ['tls'],
  open: [
    { fingerprint: 'a', severity: 'error' },
    { fingerprint: 'b', severity: 'info', isHidden: true },
  ],
});

/** What holds for the store on every kind of database. `create` makes a new, empty one. */
export function testStore(name: string, create: () => Promise<TestDatabase>): void {
  describe(name, () => {
    let database: TestDatabase;
    let store: Store;
    let now: Date;
    let warnings: StateWarning[];

    beforeEach(async () => {
      now = day(1);
      warnings = [];
      database = await create();
      store = await another();
    });
    afterEach(async () => {
      await store.close();
      await database.drop();
    });
    const another = () =>
      database.open(
        () => now,
        (warning) => warnings.push(warning),
      );

    describe('findings', () => {
      it('are empty at first', async () => {
        expect(await store.read(CLUSTER)).toEqual([]);
        expect(await store.find(CLUSTER, 'a')).toBeUndefined();
      });

      it('come back as they were saved, worst first', async () => {
        const changes = await store.update(report([finding('a'), finding('b', { severity: 'error' })]));
        expect(changes.map(({ kind }) => kind)).toEqual(['new', 'new']);
        expect(await store.read(CLUSTER)).toStrictEqual([tracked('b', { severity: 'error' }), tracked('a')]);
      });

      it('live through worse, resolved and returned', async () => {
        await store.update(report([finding('a'), finding('b')]));
        await store.acknowledge(CLUSTER, 'a', ada());
        const error = finding('a', { severity: 'error' });
        expect(await store.update(report([error, finding('b')], { at: day(2) }))).toStrictEqual([
          {
            kind: 'worse',
            tracked: tracked('a', { severity: 'error', lastSeen: day(2) }),
            from: 'warning',
            endedAcknowledgement: ada(),
          },
        ]);
        expect((await store.update(report([error], { at: day(3) }))).map(({ kind }) => kind)).toEqual(['resolved']);
        expect((await store.update(report([error, finding('b')], { at: day(4) }))).map(({ kind }) => kind)).toEqual([
          'returned',
        ]);
        expect(await store.read(CLUSTER)).toStrictEqual([
          tracked('a', { severity: 'error', firstSeen: day(1), lastSeen: day(4) }),
          tracked('b', { firstSeen: day(1), lastSeen: day(4), returnedAt: day(4) }),
        ]);
      });

      it('that are silenced come back with their reason, and without it when that ends', async () => {
        const silenced = [{ finding: finding('a'), by: hush('a', '2026-12-01') }];
        await store.update(report([], { silenced }));
        expect(await store.read(CLUSTER)).toStrictEqual([tracked('a', { silenced: hush('a', '2026-12-01') })]);
        const changes = await store.update(report([finding('a')], { at: day(2) }));
        expect(changes.map(({ kind }) => kind)).toEqual(['unsilenced']);
        expect(await store.read(CLUSTER)).toStrictEqual([tracked('a', { lastSeen: day(2) })]);
      });

      it('keep to the scope of a run', async () => {
        await store.update(report([finding('a'), finding('b', { namespace: 'billing' })]));
        const changes = await store.update(report([], { at: day(2) }), { namespace: 'billing' });
        expect(changes.map((change) => change.tracked.finding.fingerprint)).toEqual(['b']);
      });

      it('of two clusters know nothing of each other', async () => {
        await store.update(report([finding('a')]));
        await store.update(report([], { cluster: 'staging' }));
        expect(await store.read('staging')).toEqual([]);
        expect(await store.read(CLUSTER)).toHaveLength(1);
        expect(await store.acknowledge('staging', 'a', ada())).toBeUndefined();
      });

      it('are written whole when there are thousands', async () => {
        const many = Array.from({ length: 3000 }, (_, index) => finding(`f${index}`));
        expect(await store.update(report(many))).toHaveLength(3000);
        expect(await store.update(report(many, { at: day(2) }))).toEqual([]);
        const known = await store.read(CLUSTER);
        expect(known.filter(({ lastSeen }) => lastSeen.getTime() === day(2).getTime())).toHaveLength(3000);
      });

      it('are found by the beginning of exactly one', async () => {
        await store.update(report([finding('ab12'), finding('ab34'), finding('ab3')]));
        expect((await store.find(CLUSTER, 'ab1'))?.finding.fingerprint).toBe('ab12');
        expect((await store.find(CLUSTER, 'AB12'))?.finding.fingerprint).toBe('ab12');
        expect((await store.find(CLUSTER, 'ab3'))?.finding.fingerprint).toBe('ab3');
        for (const none of ['ab', 'abc', '', '%', '_b12']) expect(await store.find(CLUSTER, none)).toBeUndefined();
      });

      it('that no longer parse are left out with a warning, and the others stay', async () => {
        await store.update(report([finding('a'), finding('b'), finding('c')]));
        await database.sql(`update findings set finding = '{"fingerprint":' where fingerprint = 'a'`);
        await database.sql(`update findings set worst = 'awful' where fingerprint = 'b'`);
        expect(await store.read(CLUSTER)).toStrictEqual([tracked('c')]);
        expect(warnings.map(({ table, id }) => `${table} ${id}`)).toEqual(['findings prod-eu/a', 'findings prod-eu/b']);
        expect(await store.find(CLUSTER, 'a')).toBeUndefined();
        const changes = await store.update(report([finding('a'), finding('b'), finding('c')], { at: day(2) }));
        expect(changes.map(({ kind }) => kind)).toEqual(['new', 'new']);
      });

      it('updated by several stores at once change exactly once', async () => {
        const stores = await Promise.all([another(), another(), another()]);
        const runs = [store, ...stores].map((one) => one.update(report([finding('a'), finding('b')])));
        const changes = (await Promise.all(runs)).flat();
        expect(changes.map(({ tracked }) => tracked.finding.fingerprint).toSorted()).toEqual(['a', 'b']);
        await Promise.all(stores.map((one) => one.close()));
      });
    });

    describe('acknowledgements', () => {
      it('go to the first of two, and the second learns who that was', async () => {
        await store.update(report([finding('a')]));
        const other = await another();
        const both = await Promise.all([
          store.acknowledge(CLUSTER, 'a', ada(day(2))),
          other.acknowledge(CLUSTER, 'a', bob(day(2))),
        ]);
        await other.close();
        expect(both.map((one) => one?.first).toSorted()).toEqual([false, true]);
        const [one, two] = both.map((result) => result?.tracked.acknowledgement);
        expect(one).toEqual(two);
        expect((await store.find(CLUSTER, 'a'))?.acknowledgement).toStrictEqual(one);
      });

      it('survive a run, and can be taken back', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', ada());
        await store.update(report([finding('a')], { at: day(2) }));
        expect((await store.find(CLUSTER, 'a'))?.acknowledgement).toEqual(ada());
        const undone = await store.unacknowledge(CLUSTER, 'a', 'U2BOB', ada());
        expect(undone).toStrictEqual({ tracked: tracked('a', { lastSeen: day(2) }), isUndone: true });
        expect((await store.acknowledge(CLUSTER, 'a', bob()))?.first).toBe(true);
      });

      it('of unknown and of resolved findings are not kept', async () => {
        expect(await store.acknowledge(CLUSTER, 'a', ada())).toBeUndefined();
        expect(await store.unacknowledge(CLUSTER, 'a', 'U2BOB', ada())).toBeUndefined();
        await store.update(report([finding('a')]));
        await store.update(report([], { at: day(2) }));
        expect(await store.acknowledge(CLUSTER, 'a', ada())).toStrictEqual({
          tracked: tracked('a', { resolvedAt: day(2) }),
          first: false,
        });
      });
    });

    describe('an acknowledgement with an end', () => {
      const until = day(2, 18);
      const taken = ada(day(1), { until, reason: 'new issuer is in review' });
      const causes = async () =>
        (await store.endings(CLUSTER)).map(({ cause, fingerprint }) => `${cause} ${fingerprint}`);
      const kinds = async (fingerprint = 'a') => (await store.history(CLUSTER, fingerprint)).map(({ kind }) => kind);

      it('comes back as it was given, until just before its end', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', taken);
        now = new Date(until.getTime() - 1);
        expect(await store.endAcknowledgements(CLUSTER)).toBe(0);
        expect((await store.find(CLUSTER, 'a'))?.acknowledgement).toStrictEqual(taken);
        expect((await store.read(CLUSTER))[0]?.acknowledgement).toStrictEqual(taken);
        expect(await store.endings(CLUSTER)).toEqual([]);
      });

      it('is given out no more from its end on, and ends once, also between processes', async () => {
        await store.update(report([finding('a'), finding('b')]));
        for (const one of ['a', 'b']) await store.acknowledge(CLUSTER, one, taken);
        now = until;
        expect(await store.find(CLUSTER, 'a')).toStrictEqual(tracked('a'));
        expect(await store.read(CLUSTER)).toStrictEqual([tracked('a'), tracked('b')]);
        const other = await another();
        const counts = await Promise.all([store, other, store].map((one) => one.endAcknowledgements(CLUSTER)));
        await other.close();
        expect(counts.toSorted()).toEqual([0, 0, 2]);
        expect((await store.endings(CLUSTER)).map(({ id: _, ...ending }) => ending)).toStrictEqual(
          ['a', 'b'].map((fingerprint) => ({
            ...{ fingerprint, kind: 'ended', cause: 'time', at: until },
            acknowledgement: taken,
          })),
        );
        expect(await kinds()).toEqual(['acknowledged', 'ended']);
      });

      it('is told until somebody says that it was', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', taken);
        now = until;
        await store.endAcknowledgements(CLUSTER);
        const [first] = await store.endings(CLUSTER);
        await store.toldEnding(first?.id ?? '');
        await store.endAcknowledgements(CLUSTER);
        expect(await store.endings(CLUSTER)).toEqual([]);
      });

      it('that has passed keeps nobody out, and ends before a run changes anything', async () => {
        await store.update(report([finding('a'), finding('b')]));
        for (const one of ['a', 'b']) await store.acknowledge(CLUSTER, one, taken);
        now = day(3);
        expect((await store.acknowledge(CLUSTER, 'a', bob(now)))?.first).toBe(true);
        const [change] = await store.update(report([finding('a'), finding('b', { severity: 'error' })], { at: now }));
        expect(change).not.toHaveProperty('endedAcknowledgement');
        expect(await causes()).toEqual(['time a', 'time b']);
        expect(await kinds('b')).toEqual(['acknowledged', 'ended', 'worse']);
      });

      it('of a finding that is resolved meanwhile ends without a word', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', taken);
        await store.update(report([], { at: day(2) }));
        now = day(3);
        expect(await store.endAcknowledgements(CLUSTER)).toBe(1);
        expect(await store.endings(CLUSTER)).toEqual([]);
        const [change] = await store.update(report([finding('a')], { at: day(4) }));
        expect(change).not.toHaveProperty('endedAcknowledgement');
      });

      it('by a change, worse or return is to be told too', async () => {
        await store.update(report([finding('a'), finding('b'), finding('c')]));
        for (const one of ['a', 'b', 'c']) await store.acknowledge(CLUSTER, one, { ...ada(), untilChange: true });
        await store.update(
          report([finding('a', { data: { days: 8 } }), finding('b', { severity: 'error' })], { at: day(2) }),
        );
        await store.update(
          report([finding('a', { data: { hint: 'x' } }), finding('b', { severity: 'error' }), finding('c')], {
            at: day(3),
          }),
        );
        expect(await causes()).toEqual(['worse b', 'changed a', 'returned c']);
        expect(await kinds('c')).toEqual(['acknowledged', 'resolved', 'returned', 'ended']);
      });

      it('is taken over by one of two, who name the one before', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', taken);
        const other = await another();
        const cid = { by: 'U3CID', at: day(1, 11) };
        const both = await Promise.all([
          store.acknowledge(CLUSTER, 'a', bob(day(1, 10)), ada()),
          other.acknowledge(CLUSTER, 'a', cid, ada()),
        ]);
        await other.close();
        expect(both.map((one) => one?.first).toSorted()).toEqual([false, true]);
        expect(both.map((one) => one?.tracked.acknowledgement?.by)).toEqual(
          both.map(() => both[0]?.tracked.acknowledgement?.by),
        );
        expect(await causes()).toEqual(['taken a']);
        expect(await kinds()).toEqual(['acknowledged', 'ended', 'acknowledged']);
      });

      it('is undone by one of two, and only if it is the one that is meant', async () => {
        await store.update(report([finding('a')]));
        await store.acknowledge(CLUSTER, 'a', taken);
        expect((await store.unacknowledge(CLUSTER, 'a', 'U2BOB', bob()))?.isUndone).toBe(false);
        const other = await another();
        const both = await Promise.all([store, other].map((one) => one.unacknowledge(CLUSTER, 'a', 'U2BOB', taken)));
        await other.close();
        expect(both.map((one) => one?.isUndone).toSorted()).toEqual([false, true]);
        expect(await store.endings(CLUSTER)).toMatchObject([{ cause: 'undone', by: 'U2BOB', acknowledgement: taken }]);
      });

      it('that no longer parses is left out with a warning, and so are ends and events', async () => {
        await store.update(report([finding('a'), finding('b')]));
        for (const one of ['a', 'b']) await store.acknowledge(CLUSTER, one, taken);
        await database.sql(`update findings set acknowledgement = '{"by":"U1","at":"x"}' where fingerprint = 'a'`);
        now = until;
        expect(await store.endAcknowledgements(CLUSTER)).toBe(1);
        await database.sql(`update endings set event = '{"kind":"ended"}'`);
        await database.sql(
          `update events set event = '{"kind":"exploded","at":"2026-01-01T00:00:00Z"}' where fingerprint = 'a'`,
        );
        expect(await store.endings(CLUSTER)).toEqual([]);
        expect(await store.history(CLUSTER, 'a')).toEqual([]);
        expect(warnings.map(({ table }) => table)).toEqual(['findings', 'endings', 'events']);
        expect(warnings.at(-1)?.reason).toBe('not an event: "exploded"');
      });
    });

    describe('a history', () => {
      it('holds what happened, in order and as it was', async () => {
        await store.update(report([finding('a')]));
        const said = ada(day(1), { until: day(20), reason: 'on it' });
        await store.acknowledge(CLUSTER, 'a', said);
        await store.update(report([finding('a', { severity: 'error' })], { at: day(2) }));
        await store.update(report([], { at: day(3) }));
        await store.update(report([finding('a')], { at: day(4) }));
        await store.update(report([], { at: day(5), silenced: [{ finding: finding('a'), by: hush('a') }] }));
        await store.update(report([finding('a')], { at: day(6) }));
        expect(await store.history(CLUSTER, 'a')).toStrictEqual([
          { kind: 'acknowledged', at: day(1), acknowledgement: said },
          { kind: 'worse', at: day(2), to: 'error', from: 'warning' },
          { kind: 'ended', at: day(2), cause: 'worse', acknowledgement: said },
          { kind: 'resolved', at: day(3), lastSeen: day(2) },
          { kind: 'returned', at: day(4) },
          { kind: 'silenced', at: day(5), by: hush('a') },
          { kind: 'unsilenced', at: day(6) },
        ]);
        expect(await store.history('staging', 'a')).toEqual([]);
      });

      it('is forgotten with age, and with its finding', async () => {
        await store.update(report([finding('a'), finding('b')]));
        await store.acknowledge(CLUSTER, 'a', ada(day(1)));
        await store.update(report([finding('b')], { at: day(2) }));
        await store.update(report([finding('a'), finding('b')], { at: day(80) }));
        expect((await store.prune(new Date(day(1).getTime() + 90 * DAY + 1))).events).toBe(1);
        expect((await store.history(CLUSTER, 'a')).map(({ kind }) => kind)).toEqual(['resolved', 'returned', 'ended']);
        await store.prune(new Date(day(80).getTime() + 91 * DAY));
        expect(await store.history(CLUSTER, 'a')).toEqual([]);
        expect(await store.endings(CLUSTER)).toEqual([]);
      });

      it('of thousands of findings is written whole', async () => {
        const many = Array.from({ length: 2500 }, (_, index) => finding(`f${index}`));
        await store.update(report(many));
        await store.update(report([], { at: day(2) }));
        await store.update(report(many, { at: day(3) }));
        expect((await store.history(CLUSTER, 'f2400')).map(({ kind }) => kind)).toEqual(['resolved', 'returned']);
      });
    });

    describe('places', () => {
      it('are kept once, newest first', async () => {
        await store.update(report([finding('a')]));
        const thread = place({ ts: '1767225700.000100', threadTs: '1767225600.000100' });
        for (const one of [place(), thread, place()]) await store.placed(one);
        expect(await store.placesOf(CLUSTER, 'a')).toStrictEqual([thread, place()]);
        expect(await store.placesOf(CLUSTER, 'b')).toEqual([]);
      });

      it('of a finding that is not remembered are not kept', async () => {
        await store.placed(place());
        expect(await store.placesOf(CLUSTER, 'a')).toEqual([]);
      });

      it('are bounded, and go with their finding', async () => {
        await store.update(report([finding('a')]));
        for (let index = 0; index < 25; index += 1) await store.placed(place({ ts: `17672256${index + 10}.000100` }));
        const places = await store.placesOf(CLUSTER, 'a');
        expect(places).toHaveLength(20);
        expect(places[0]?.ts).toBe('1767225634.000100');
        await store.prune(new Date(day(1).getTime() + 91 * DAY));
        expect(await store.placesOf(CLUSTER, 'a')).toEqual([]);
      });
    });

    describe('runs', () => {
      it('are found by their message', async () => {
        await store.saveRun(run('7F3K'));
        expect(await store.findRun('C1', run('7F3K').ts)).toStrictEqual(run('7F3K'));
        expect(await store.findRun('C2', run('7F3K').ts)).toBeUndefined();
      });

      it('take the place of the one that the message showed before', async () => {
        await store.saveRun(run('1'));
        await store.saveRun(run('2', { ts: run('1').ts }));
        expect((await store.findRun('C1', run('1').ts))?.id).toBe('2');
        await store.saveRun(run('2', { ts: '1767225700.000100' }));
        expect(await store.findRun('C1', run('1').ts)).toBeUndefined();
      });

      it('that no longer parse are an error that names them', async () => {
        await store.saveRun(run('7F3K'));
        await database.sql(`update runs set facts = '{' where id = '7F3K'`);
        await expect(store.findRun('C1', run('7F3K').ts)).rejects.toMatchObject({
          name: 'StateError',
          kind: 'row',
          message: expect.stringMatching(/in runs, 7F3K \(/),
        });
      });
    });

    describe('runs under way', () => {
      it('are known until they end', async () => {
        const [first, second] = [
          { channel: 'C1', ts: '1767225600.000100', again: 'a' },
          { channel: 'C1', ts: '1767225601.000100', threadTs: '1767225600.000100', again: 'b' },
        ];
        await store.began(second);
        await store.began(first);
        await store.began({ ...first, again: 'c' });
        expect(await store.unfinished()).toStrictEqual([{ ...first, again: 'c' }, second]);
        await store.ended('C2', first.ts);
        await store.ended(first.channel, first.ts);
        expect(await store.unfinished()).toStrictEqual([second]);
      });
    });

    describe('chosen clusters', () => {
      it('are one a channel, the last that was said, for every store on the database', async () => {
        await store.chooseCluster('C1', 'prod-eu');
        await store.chooseCluster('C2', 'prod-eu');
        await store.chooseCluster('C1', 'prod-us');
        const chosen = new Map([
          ['C1', 'prod-us'],
          ['C2', 'prod-eu'],
        ]);
        expect(await store.chosenClusters()).toEqual(chosen);
        const other = await database.open(
          () => now,
          () => {},
        );
        expect(await other?.chosenClusters()).toEqual(chosen);
        await other?.close();
      });
    });

    describe('actions', () => {
      it('have short ids that nobody guesses, the same for equal actions', async () => {
        const id = await store.saveAction({ kind: 'rerun', request: { words: ['tls'] } });
        expect(id).toMatch(/^[0-9A-Za-z]{12}$/);
        expect(await store.saveAction({ request: { words: ['tls'] }, kind: 'rerun' })).toBe(id);
        expect(await store.saveAction({ kind: 'rerun', request: { words: ['auth'] } })).not.toBe(id);
        expect(await store.findAction(id)).toEqual({ kind: 'rerun', request: { words: ['tls'] } });
        expect(await store.findAction('000000000000')).toBeUndefined();
      });

      it('saved by several at once have one id', async () => {
        const other = await another();
        const ids = await Promise.all([store, other, store, other].map((one) => one.saveAction({ kind: 'help' })));
        await other.close();
        expect(new Set(ids).size).toBe(1);
      });

      it('are pruned 90 days after they were last saved', async () => {
        const kept = await store.saveAction({ kind: 'kept' });
        const old = await store.saveAction({ kind: 'old' });
        now = day(2);
        await store.saveAction({ kind: 'kept' });
        const pruned = await store.prune(new Date(day(1).getTime() + 90 * DAY + 1));
        expect(pruned.actions).toBe(1);
        expect(await store.findAction(kept)).toEqual({ kind: 'kept' });
        expect(await store.findAction(old)).toBeUndefined();
      });

      it('that no longer parse are an error that names them', async () => {
        const id = await store.saveAction({ kind: 'help' });
        await database.sql(`update actions set action = 'x'`);
        await expect(store.findAction(id)).rejects.toMatchObject({ kind: 'row', message: expect.stringContaining(id) });
      });
    });

    describe('digests', () => {
      it('are remembered by name and cluster; the newest slot counts', async () => {
        const saved = [day(2), day(3), day(1)].map((slot) => ({
          name: 'morning',
          cluster: CLUSTER,
          slot,
          snapshot: snapshot(slot),
        }));
        for (const one of saved) await store.saveDigest(one);
        expect(await store.lastDigest('morning', CLUSTER)).toStrictEqual(saved[1]);
        expect(await store.lastDigest('morning', 'staging')).toBeUndefined();
        expect(await store.lastDigest('evening', CLUSTER)).toBeUndefined();
      });

      it('that no longer parse are left out with a warning', async () => {
        for (const slot of [day(1), day(2)]) {
          await store.saveDigest({ name: 'morning', cluster: CLUSTER, slot, snapshot: snapshot(slot) });
        }
        await database.sql(`update digests set snapshot = '{}' where slot like '2026-01-02%'`);
        expect((await store.lastDigest('morning', CLUSTER))?.slot).toEqual(day(1));
        expect(warnings).toHaveLength(1);
      });

      it('can be claimed by exactly one', async () => {
        const other = await another();
        const claims = await Promise.all([store, other, store].map((one) => one.claim('morning', day(2))));
        expect(claims.filter(Boolean)).toHaveLength(1);
        expect(await other.claim('morning', day(3))).toBe(true);
        expect(await other.claim('evening', day(2))).toBe(true);
        await other.close();
      });

      it('can be taken over ten minutes after a claim, by one, and not when they are done', async () => {
        await store.claim('morning', day(1));
        now = new Date(day(1).getTime() + 10 * 60_000 - 1);
        expect(await store.claim('morning', day(1))).toBe(false);
        now = new Date(day(1).getTime() + 10 * 60_000);
        expect(await store.claim('morning', day(1))).toBe(true);
        expect(await store.claim('morning', day(1))).toBe(false);
        expect(await store.lastFinished('morning')).toBeUndefined();
        await store.finish('morning', day(1));
        now = day(2);
        expect(await store.claim('morning', day(1))).toBe(false);
        expect(await store.lastFinished('morning')).toEqual(day(1));
      });

      it('are pruned, but for the newest of each name', async () => {
        for (const slot of [day(1), day(2)]) {
          await store.saveDigest({ name: 'yearly', cluster: CLUSTER, slot, snapshot: snapshot(slot) });
          await store.finish('yearly', slot);
        }
        expect((await store.prune(new Date(day(2).getTime() + 91 * DAY))).digests).toBe(1);
        expect(await store.lastFinished('yearly')).toEqual(day(2));
        expect((await store.lastDigest('yearly', CLUSTER))?.slot).toEqual(day(2));
      });
    });

    describe('the audit', () => {
      const entry = (given: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
        ...{ at: now, by: 'U1ADA', channel: 'C1', kind: 'command', what: 'check tls', action: 'check' },
        outcome: 'allowed',
        ...given,
      });

      it('gives back what was written, newest first, also within a millisecond', async () => {
        const whole = entry({
          cluster: CLUSTER,
          namespace: 'shop',
          finding: 'a',
          outcome: 'denied',
          detail: { why: 'x' },
        });
        await store.audit(entry());
        await store.audit(whole);
        await store.audit(entry({ at: day(2), what: 'status', action: 'status' }));
        const [newest, second, oldest] = await store.audited({ limit: 10 });
        expect(newest?.what).toBe('status');
        expect(second).toEqual({ ...whole, id: expect.any(String) });
        expect(oldest).toEqual({ ...entry(), id: expect.any(String) });
      });

      it('is asked by person, action, command and outcome, and in pages', async () => {
        await store.audit(entry());
        await store.audit(entry({ by: 'U2BOB', outcome: 'denied' }));
        await store.audit(entry({ what: 'silenced --cluster prod-us', kind: 'mention', action: 'status' }));
        await store.audit(entry({ what: 'finding.acknowledge', kind: 'click', action: 'acknowledge' }));
        const found = async (filter: object) =>
          (await store.audited({ limit: 10, ...filter })).map(({ by, action }) => `${by} ${action}`);
        await store.audit(entry({ by: 'U3EVE', cluster: 'prod-us' }));
        expect(await found({ cluster: CLUSTER })).toHaveLength(4);
        expect(await found({ cluster: 'prod-us' })).toHaveLength(5);
        expect(await found({ by: 'U2BOB' })).toEqual(['U2BOB check']);
        expect(await found({ outcome: 'denied' })).toEqual(['U2BOB check']);
        expect(await found({ word: 'acknowledge' })).toEqual(['U1ADA acknowledge']);
        expect(await found({ word: 'silenced' })).toEqual(['U1ADA status']);
        expect(await found({ word: '%' })).toEqual([]);
        expect(await found({ word: 'silence' })).toEqual([]);
        const [first, second] = await store.audited({ limit: 2, cluster: CLUSTER });
        expect([first, second].map((one) => one?.action)).toEqual(['acknowledge', 'status']);
        expect(await found({ before: second?.id })).toEqual(['U2BOB check', 'U1ADA check']);
      });

      it('learns how something ended', async () => {
        const id = await store.audit(entry({ detail: { manifest: 1 } }));
        await store.auditEnded(id, { outcome: 'failed' });
        expect(await store.audited({ limit: 1 })).toMatchObject([{ outcome: 'failed', detail: { manifest: 1 } }]);
        await store.auditEnded(id, { outcome: 'failed', detail: { reason: 'gone' } });
        expect(await store.audited({ limit: 1 })).toMatchObject([{ detail: { reason: 'gone' } }]);
      });

      it('is kept for 90 days, or as the settings say, and not without end', async () => {
        const short = await database.open(
          () => now,
          () => {},
          { audit: { days: 7, rows: 2 } },
        );
        for (const date of [1, 2, 3, 4]) await store.audit(entry({ at: day(date) }));
        expect((await store.prune(new Date(day(1).getTime() + 90 * DAY))).audit).toBe(0);
        expect((await store.prune(new Date(day(1).getTime() + 90 * DAY + 1))).audit).toBe(1);
        expect((await short.prune(day(4))).audit).toBe(1);
        expect((await short.prune(new Date(day(3).getTime() + 7 * DAY + 1))).audit).toBe(1);
        expect((await store.audited({ limit: 10 })).map(({ at }) => at)).toEqual([day(4)]);
        await short.close();
      });

      it('leaves out what it cannot read, with a warning', async () => {
        await store.audit(entry());
        await store.audit(entry({ by: 'U2BOB' }));
        await database.sql(`update audit set outcome = 'perhaps' where "by" = 'U2BOB'`);
        expect(await store.audited({ limit: 10 })).toHaveLength(1);
        expect(warnings).toMatchObject([{ table: 'audit' }]);
      });
    });

    describe('pruning', () => {
      it('forgets findings 90 days after they were resolved or last seen', async () => {
        await store.update(report([finding('resolved'), finding('open'), finding('unseen', { code: 'OLD001' })]));
        await store.update(report([finding('open')], { at: day(2) }));
        const later = (start: Date) => new Date(start.getTime() + 90 * DAY);
        expect((await store.prune(later(day(1)))).findings).toBe(0);
        expect((await store.prune(later(day(2)))).findings).toBe(1);
        await store.update(report([finding('open')], { at: later(day(2)) }));
        expect((await store.prune(new Date(later(day(2)).getTime() + 1))).findings).toBe(1);
        expect((await store.read(CLUSTER)).map((one) => one.finding.fingerprint)).toEqual(['open']);
      });
    });

    it('closes after what is under way, once, and then says so', async () => {
      const update = store.update(report([finding('a')]));
      const closing = store.close();
      expect(await update).toHaveLength(1);
      await closing;
      await store.close();
      await expect(store.read(CLUSTER)).rejects.toMatchObject({ kind: 'closed' });
    });
  });
}
