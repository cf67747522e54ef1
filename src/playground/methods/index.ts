import type { Methods } from '../backend.ts';
import { contentOf } from '../content.ts';
import type { Flaw } from '../inspection.ts';
import { Refusal } from '../refusal.ts';
import { isFields } from '../shapes.ts';
import { validateBlocks, validateView } from '../validate.ts';
import { assistantMethods } from './assistant.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { peopleMethods } from './people.ts';
import { userGroupMethods } from './user-groups.ts';
import { viewMethods } from './views.ts';

/** Every Web API method the simulator has. */
export const METHODS: Methods = {
  ...assistantMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...userGroupMethods,
  ...viewMethods,

  'auth.test': {
    scopes: () => [],
    run: (_args, { workspace }) => ({
      url: `https://${workspace.team.domain}.slack.com/`,
      team: workspace.team.name,
      team_id: workspace.team.id,
      user: workspace.bot.name,
      user_id: workspace.bot.id,
      bot_id: workspace.botId,
      is_enterprise_install: false,
    }),
  },

  'apps.connections.open': {
    token: 'app',
    scopes: () => [],
    run: (_args, backend) => ({ url: backend.socketUrl(backend.tickets.newSocket()) }),
  },

  'blocks.validate': {
    scopes: () => [],
    run(args, { workspace }) {
      if (args['view'] !== undefined) {
        const type = isFields(args['view']) && args['view']['type'] === 'home' ? 'home' : 'modal';
        return validated('invalid_view', validateView(args['view'], type));
      }
      if (isFields(args['message'])) {
        contentOf(workspace, args['message']);
        return {};
      }
      return validated('invalid_blocks', validateBlocks(args['blocks'], 'message'));
    },
  },
};

function validated(code: string, flaws: readonly Flaw[]): Record<string, never> {
  if (flaws.length > 0) throw new Refusal(code, { errors: flaws });
  return {};
}
