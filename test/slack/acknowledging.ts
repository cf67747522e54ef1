import type { GivenValues } from '../../src/playground/inputs.ts';
import type { Person, SubmitResult } from '../../src/playground/person.ts';
import type { Message, View } from '../../src/playground/shapes.ts';

type Clicker = Pick<Person, 'click' | 'submit'>;

/** Clicks [Acknowledge…] or [Take over], and gives the form that opens. */
export async function formOf(person: Clicker, message: Message, label = 'Acknowledge…'): Promise<View> {
  const { modal, text } = await person.click(message, label);
  if (!modal) throw new Error(`no form was opened: ${text}`);
  return modal;
}

/** Acknowledges the finding of a message: until it is resolved, unless told otherwise. */
export async function acknowledge(person: Clicker, message: Message, values: GivenValues = {}): Promise<SubmitResult> {
  return person.submit(await formOf(person, message), values);
}

/** A time as a date and time picker gives it: seconds. */
export function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
