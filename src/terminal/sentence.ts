import { type Sentence, writeSentence } from '../commands/sentence.ts';
import { terminalFormat, wrap } from './format.ts';

/** A sentence on one line, however long. */
export function written(sentence: Sentence): string {
  return writeSentence(sentence, terminalFormat);
}

/** A sentence broken to a width, behind a mark, with the following lines under its words. */
export function marked(mark: string, sentence: Sentence, width: number, indent = ''): string {
  return wrap(written(sentence), width, indent + ' '.repeat(mark.length), indent + mark);
}
