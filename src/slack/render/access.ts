import { type AccessAction, type Denial, EVERYONE } from '../../commands/access.ts';
import { type Post, post, say, section, spoken } from '../blocks.ts';
import { channelName, code, oneLine, person } from '../format.ts';
import { list, typed } from './words.ts';

const DEEDS: Readonly<Record<AccessAction, string>> = {
  check: 'Checking',
  status: 'Seeing what is open',
  routes: 'Seeing routes',
  trace: 'Tracing a request',
  simulate: 'Trying a change',
  audit: 'Reading the audit',
  acknowledge: 'Acknowledging',
  schedule: 'Scheduling',
  clear: 'Deleting an expired token',
};
const HOW = 'Whoever runs me can change that (ATTACHE_ACCESS, docs/access.md).';
const SHOWN = 5;

/** Why something is not done: who may do it, and who can change that. `because` says why nobody knows. */
export function renderDenial({ deed, reason, who, namespaces }: Denial, because?: string): Post {
  const what = `${DEEDS[deed.action]} in ${place(deed)}`;
  switch (reason) {
    case 'closed':
      return say(`${what} is allowed to nobody. ${HOW}`);
    case 'elsewhere':
      return say(
        `From here you can schedule what is posted here. Ask in ${channelName(deed.channel ?? '')} for that channel. ${HOW}`,
      );
    case 'others':
      return say(`${what} is allowed to ${whom(who)}. ${who.length > 0 ? 'Ask one of them. ' : ''}${HOW}`);
    case 'namespaces':
      return say(
        `${what} is not allowed to you, only in ${names(namespaces)}.${example(deed.action, namespaces)} ${HOW}`,
      );
    case 'unknown':
      return say(
        `${what} is allowed to ${whom(who)}, and I can't look up who that is${because ? ` (${oneLine(because)})` : ''}, so I did nothing. ${because === 'missing_scope' ? `An admin can add the scope ${code('usergroups:read')} to the app.` : 'Ask again in a minute.'}`,
      );
  }
}

/** An answer of which a person sees a part. */
export function withLimit({ text, blocks }: Post, namespaces: readonly string[]): Post {
  const note = `Only what touches ${names(namespaces)}: that is what you may see here.`;
  return post(`${text} ${spoken(note)}`, [...blocks, section(`_${note}_`)]);
}

function place({ cluster, namespaces = [] }: Denial['deed']): string {
  const [namespace] = namespaces;
  if (namespaces.length !== 1 || !namespace) return code(cluster);
  return `${code(namespace)} of ${code(cluster)}`;
}

function whom(ids: readonly string[]): string {
  if (ids.length === 0) return 'nobody here';
  const shown = ids.slice(0, SHOWN).map(nameOf);
  const more = ids.length - shown.length;
  return `${list([...shown, ...(more > 0 ? [`${more} more`] : [])])} only`;
}

function nameOf(id: string): string {
  if (id === EVERYONE) return 'everyone';
  if (/^S[A-Z0-9]+$/.test(id)) return `<!subteam^${id}>`;
  return /^[CGD]/.test(id) ? `those who ask in ${channelName(id)}` : person(id);
}

function names(namespaces: readonly string[]): string {
  const shown = namespaces.slice(0, SHOWN).map((one) => code(one));
  const more = namespaces.length - shown.length;
  return list([...shown, ...(more > 0 ? [`${more} more`] : [])]);
}

function example(action: AccessAction, namespaces: readonly string[]): string {
  const named = namespaces.find((one) => !one.includes('*'));
  const takesNamespace = action === 'check' || action === 'routes';
  return takesNamespace && named !== undefined ? ` Ask ${typed(`${action} -n ${named}`)}.` : '';
}
