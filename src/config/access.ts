import { z } from 'zod';
import { nearest } from '../cluster/names.ts';
import { ACTIONS, type AccessAction, type AccessRule, EVERYONE, READING } from '../commands/access.ts';
import { fieldsOnly, type Read, readList } from './read.ts';

export const ACCESS_EXAMPLE =
  '[{ who: [everyone], may: [read] }, { who: [S0123456789], may: [clear], namespaces: [shop], clusters: [prod-eu] }]';

/** Stands for every action that changes nothing. */
const READ = 'read';
const ALL = Object.keys(ACTIONS) as readonly AccessAction[];
const WORDS: readonly string[] = [READ, ...ALL];
const ID = /^[UWSCGD][A-Z0-9]{2,}$/;

const who = z.string('has to be an id').refine((id) => id === EVERYONE || ID.test(id), {
  error: ({ input }) =>
    `${shown(input)} is no id: people start with U or W, user groups with S, channels with C or G; or it is ${EVERYONE}`,
});
const may = z.string('has to be an action').refine((word) => WORDS.includes(word), {
  error: ({ input }) => {
    const near = nearest(String(input), WORDS);
    return `there is no action ${shown(input)}; ${near ? `did you mean ${near}? It` : 'it'} can be ${WORDS.join(', ')}`;
  },
});
const namespace = z.string('has to be a name').refine((name) => /^[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$/.test(name), {
  error: ({ input }) => `${shown(input)} is no name of a namespace; it can have * for any characters`,
});
const cluster = z.string('has to be a name').min(1, 'a name is empty');

const RULES = z
  .array(
    fieldsOnly({
      who: listOf('ids', who),
      may: listOf('actions', may),
      namespaces: listOf('namespaces', namespace).optional(),
      clusters: listOf('clusters', cluster).optional(),
    }),
    'has to be a list of rules',
  )
  .transform((rules) =>
    rules.map(
      ({ who, may, namespaces, clusters }): AccessRule => ({
        who,
        may: actionsOf(may),
        ...(namespaces && { namespaces }),
        ...(clusters && { clusters }),
      }),
    ),
  );

/** Reads ATTACHE_ACCESS. */
export function readAccess(text: string | undefined): Read<readonly AccessRule[]> {
  return readList(text, { name: 'ATTACHE_ACCESS', entry: 'rule', example: ACCESS_EXAMPLE, schema: RULES });
}

function actionsOf(words: readonly string[]): readonly AccessAction[] {
  const reading: readonly AccessAction[] = words.includes(READ) ? READING : [];
  return ALL.filter((action) => words.includes(action) || reading.includes(action));
}

function listOf(what: string, one: z.ZodType<string>) {
  return z.array(one, `has to be a list of ${what}`).min(1, `names no ${what}`);
}

function shown(input: unknown): string {
  return JSON.stringify(input);
}
