import type { Workspace } from './workspace.ts';

const BARE_HOST = String.raw`(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|de|eu|co|cloud)\b(?::\d+)?(?:/[^\s<>|]*)?`;
const LINK = new RegExp(String.raw`(?<![\w@/.<|-])(https?://[^\s<>|]+|${BARE_HOST})`, 'gi');

/** What Slack makes of text a person typed in a message: escaped, with links and mentions in its own notation. */
export function typedMessage(workspace: Workspace, text: string): string {
  return convert(text, (plain) => mentions(workspace, plain, false));
}

/** The same for the text after a slash command, with `should_escape` on as in our manifest. */
export function typedCommand(workspace: Workspace, text: string): string {
  return convert(text, (plain) => mentions(workspace, plain, true));
}

function convert(text: string, mention: (plain: string) => string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const parts = escaped.split(/(`[^`]+`)/);
  return parts.map((part) => (part.startsWith('`') && part.length > 1 ? part : mention(linked(part)))).join('');
}

function linked(text: string): string {
  return text.replace(LINK, (found: string) => {
    const link = found.replace(/[.,;:!?)]+$/, '');
    const rest = found.slice(link.length);
    return (/^https?:/i.test(link) ? `<${link}>` : `<http://${link}|${link}>`) + rest;
  });
}

function mentions(workspace: Workspace, text: string, withName: boolean): string {
  return text
    .replace(/(?<![\w<|/])@([\w.-]*\w)/g, (found: string, name: string) => {
      if (name === 'channel' || name === 'here' || name === 'everyone') return withName ? found : `<!${name}>`;
      const user = workspace.users.find((one) => one.name === name);
      if (user) return `<@${user.id}${withName ? `|${name}` : ''}>`;
      const group = workspace.userGroups.find((one) => one.handle === name);
      return group ? `<!subteam^${group.id}${withName ? `|@${name}` : ''}>` : found;
    })
    .replace(/(?<![\w<|/&])#([\w-]+)/g, (found: string, name: string) => {
      const channel = workspace.channels.find((one) => one.name === name && one.kind !== 'im');
      return channel ? `<#${channel.id}|${withName ? name : ''}>` : found;
    });
}
