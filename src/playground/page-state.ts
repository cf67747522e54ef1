import type { PageOptions } from './page-server.ts';
import type { Channel, Fields, Message, View } from './shapes.ts';
import type { Change, Workspace } from './workspace.ts';

/** Everything the page needs when it opens. Ephemeral messages are gone after a reload, as in Slack. */
export function pageState({ workspace, hints, shortcuts, example, switches }: PageOptions): Fields {
  return {
    team: workspace.team,
    bot: workspace.bot.id,
    users: workspace.users,
    userGroups: workspace.userGroups,
    channels: workspace.channels.map(pageChannel),
    messages: workspace.messages(),
    modals: Object.fromEntries(workspace.users.map(({ id }) => [id, workspace.modals(id).map(pageView)])),
    homes: Object.fromEntries(workspace.users.map(({ id }) => [id, workspace.home(id) ?? null])),
    hints,
    shortcuts,
    example,
    switches: switches.state,
    now: workspace.clock.now().getTime(),
  };
}

/** A change as the page's live stream carries it. */
export function wireChange(workspace: Workspace, change: Change): Fields {
  const now = workspace.clock.now().getTime();
  switch (change.type) {
    case 'channel':
      return { ...change, channel: pageChannel(change.channel), now };
    case 'message':
    case 'deleted':
      return { type: change.type, message: change.message satisfies Message, now };
    case 'modals':
      return { ...change, views: change.views.map(pageView), now };
    default:
      return { ...change, now };
  }
}

function pageChannel(channel: Channel): Fields {
  return { ...channel, members: [...channel.members] };
}

function pageView(view: View): Fields {
  return { ...view };
}
