import { z } from 'zod';
import type { ClearRule } from '../commands/clear.ts';
import { fieldsOnly, type Read, readList } from './read.ts';

export const CLEAR_EXAMPLE = '[{ namespace: shop, secrets: [old-api-token] }]';

const RULES = z
  .array(
    fieldsOnly({
      cluster: z.string('has to be the name of a cluster').min(1, 'is empty').optional(),
      namespace: z
        .string('has to be the name of one namespace')
        .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'has to be the name of one namespace, without a pattern'),
      secrets: z
        .array(
          z
            .string('has to be a name')
            .regex(
              /^[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?$/,
              'holds what is no name of a Secret; it can have * for any characters',
            ),
          'has to be a list of names',
        )
        .min(1, 'names no Secrets; left out, it means all of the namespace')
        .optional(),
    }),
    'has to be a list',
  )
  .transform((rules) =>
    rules.map(
      ({ cluster, namespace, secrets }): ClearRule => ({
        ...(cluster !== undefined && { cluster }),
        namespace,
        ...(secrets && { secrets }),
      }),
    ),
  );

/** Reads ATTACHE_CLEAR. */
export function readClear(text: string | undefined): Read<readonly ClearRule[]> {
  return readList(text, { name: 'ATTACHE_CLEAR', entry: 'entry', example: CLEAR_EXAMPLE, schema: RULES });
}
