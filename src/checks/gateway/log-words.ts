import type { GatewayLog } from '../../cluster/gateway-observations.ts';
import type { AnyObject, Ref } from '../../cluster/objects.ts';
import type { Evidence } from '../../engine/check.ts';

/** `08:12 UTC`, or `31 December, 08:12 UTC` when that is another day. */
export function clock(milliseconds: number, now: Date): string {
  const at = new Date(milliseconds);
  const [date, time] = at.toISOString().split('T');
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}, `;
  return `${date === now.toISOString().split('T')[0] ? '' : day}${time?.slice(0, 5)} UTC`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const LONGEST_LINE = 300;
const LONGEST_QUOTE = 200;

/** What a program says, between quotation marks, without the full stop at its end; shortened. */
export function quoted(text: string): string {
  const plain = text.trim().replace(/\.+$/, '');
  return `“${plain.length > LONGEST_QUOTE ? `${plain.slice(0, LONGEST_QUOTE)}…` : plain}”`;
}

/** A line of a gateway's log. */
export function logged({ pod, said }: Pick<GatewayLog, 'pod' | 'said'>, text: string): Evidence {
  return { at: pod, path: `log of ${said.container}`, value: line(text) };
}

/** A line, shortened. */
export function line(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

/** `Mapping shop/cart`, for sentences that cannot hold the object itself. */
export function nameOf(object: AnyObject | Ref): string {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** `1 request`, `2 requests` */
export function counted(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
