import type { ExplainAnswer } from '../../commands/answer.ts';
import { describeOption } from '../../engine/settings.ts';
import { inGeneral } from '../../engine/text.ts';
import { codeBlock, context, type Post, post, section } from '../blocks.ts';
import { clip, code, escaped } from '../format.ts';
import { AREA_NAMES, ICONS, pageLink, typed } from './words.ts';

const EXAMPLE = 2_400;

/** A check: what it looks for, why it matters, how to fix it, and an example. */
export function renderExplanation({ check, options, isOff }: ExplainAnswer, docsUrl: string | undefined): Post {
  const { code: checkCode, name, area, title, severity, silent = [], example } = check;
  const thresholds = options.map((option) => code(describeOption(option)));
  const page = docsUrl && !check.isOwn && pageLink(docsUrl, name, 'Its page');
  return post(`${checkCode} ${name}: ${escaped(title)}. Fix: ${escaped(plainBraces(inGeneral(check, 'fix')))}`, [
    section(`${ICONS[severity]} *${severity}* · *${escaped(title)}*`),
    context(`${AREA_NAMES[area]} · ${code(`${checkCode} ${name}`)}`),
    section(`*What users notice:* ${prose(inGeneral(check, 'why'))}`),
    section(`*Fix:* ${prose(inGeneral(check, 'fix'))}`),
    silent.length > 0
      ? section(clip(`*Left alone*\n${silent.map((text) => `• ${escaped(text)}`).join('\n')}`, 1_500))
      : undefined,
    isOff ? section('*It is turned off* in the settings, so nothing is looked at.') : undefined,
    thresholds.length > 0 ? section(`*Thresholds:* ${thresholds.join(', ')}`) : undefined,
    section('*Reported*'),
    codeBlock(cutLines(example.bad)),
    section('*Correct*'),
    codeBlock(cutLines(example.good)),
    context([`Run it alone: ${typed(`check ${name}`)}`, page].filter(Boolean).join(' · ')),
  ]);
}

// `{mapping}` stands for the name that a finding has in its place.
function prose(template: string): string {
  return escaped(template).replace(/\{(\w+)\}/g, '_$1_');
}

function plainBraces(template: string): string {
  return template.replace(/\{(\w+)\}/g, '$1');
}

function cutLines(yaml: string): string {
  const text = yaml.trim();
  if (text.length <= EXAMPLE) return text || ' ';
  return `${text
    .slice(0, EXAMPLE)
    .toWellFormed()
    .replace(/\n[^\n]*$/, '')}\n…`;
}
