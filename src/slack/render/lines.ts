import type { SectionBlock } from '@slack/types';
import { type Sentence, writeSentence } from '../../commands/sentence.ts';
import { section } from '../blocks.ts';
import { clip, moment, person, slackFormat } from '../format.ts';

const LINE = 700;
const SECTION = 2_600;

/** A sentence as mrkdwn, no longer than a line of a list may be. */
export function written(sentence: Sentence): string {
  return clip(writeSentence(sentence, slackFormat), LINE);
}

/** Lines in as few paragraphs as hold them. */
export function paragraphs(lines: readonly string[]): readonly SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < SECTION) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(section);
}

/** The last line of a look-up. */
export function lookFooter(notes: readonly Sentence[], by: string, takenAt: Date): string {
  return [...notes.map(written), `asked for by ${person(by)}`, `as of ${moment(takenAt)}`].join(' · ');
}
