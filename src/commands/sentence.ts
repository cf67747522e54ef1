import { type Words, words } from '../engine/check.ts';
import type { Fact } from '../engine/finding.ts';
import { type Format, fill } from '../engine/text.ts';

/** A sentence of an answer: a template and its facts, as findings have them. How a fact looks is a surface's business. */
export interface Sentence {
  readonly text: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

type Part = Fact | Sentence | Date;

/** Makes a sentence: say`${mapping} gets ${percent(30)} of the requests`. A plain string is a name, and looks like one. */
export function say(texts: TemplateStringsArray, ...parts: readonly Part[]): Sentence {
  let text = '';
  const facts: Record<string, Fact> = {};
  texts.forEach((words, index) => {
    text += words;
    const part = parts[index];
    if (part === undefined) return;
    const inner = isSentence(part) ? part : { text: '{0}', facts: { 0: part instanceof Date ? isoDate(part) : part } };
    text += inner.text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const fact = inner.facts[name];
      if (fact === undefined) return whole;
      const id = String(Object.keys(facts).length);
      facts[id] = fact;
      return `{${id}}`;
    });
  });
  return { text, facts };
}

/** Several sentences as one. */
export function join(sentences: readonly Sentence[], separator = ' '): Sentence {
  const [first, ...rest] = sentences;
  if (!first) return { text: '', facts: {} };
  return rest.reduce((all, one) => say`${all}${words(separator)}${one}`, first);
}

/** A part of a sentence that is no name. */
export function plainly(text: string): Words {
  return words(text);
}

/** `30 %` */
export function percent(share: number): Words {
  return words(`${Math.round(share * 10) / 10} %`);
}

/** Writes a sentence the way a surface wants it. */
export function writeSentence({ text, facts }: Sentence, format: Format): string {
  return fill(text, facts, format);
}

function isSentence(part: Part): part is Sentence {
  return typeof part === 'object' && 'facts' in part;
}

function isoDate(date: Date): Fact {
  return { date: date.toISOString() };
}
