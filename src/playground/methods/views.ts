import { type Backend, type Methods, required } from '../backend.ts';
import { Refusal } from '../refusal.ts';
import { type Fields, isFields, textField, type View } from '../shapes.ts';
import type { TriggerGrant } from '../tickets.ts';
import { makeView, pushView } from '../views.ts';
import { wireView } from '../wire.ts';

/** `views.*`: modals and the Home tab. Their right is the trigger, so they need no scope. */
export const viewMethods: Methods = {
  'views.open': {
    scopes: () => [],
    run(args, backend) {
      const { workspace } = backend;
      const grant = triggered(args, backend);
      const view = makeView(workspace, viewArgument(args), { ...grant, type: 'modal' });
      workspace.setModals(grant.user, [view]);
      return { view: wireView(workspace, view) };
    },
  },

  'views.push': {
    scopes: () => [],
    run(args, backend) {
      const { user } = triggered(args, backend);
      return { view: wireView(backend.workspace, pushView(backend.workspace, user, viewArgument(args))) };
    },
  },

  'views.update': {
    scopes: () => [],
    run(args, { workspace }) {
      const id = textField(args, 'view_id') ?? required(args, 'external_id');
      const current = workspace.view(id);
      if (!current) throw new Refusal('not_found');
      checkHash(args, current);

      const view = makeView(workspace, viewArgument(args), {
        user: current.user,
        type: current.type,
        replaces: current,
      });
      workspace.putView(view);
      return { view: wireView(workspace, view) };
    },
  },

  'views.publish': {
    scopes: () => [],
    run(args, { workspace, hasHomeTab }) {
      if (!hasHomeTab) throw new Refusal('not_enabled');
      const user = workspace.users.find((one) => one.id === args['user_id'] && !one.isBot);
      if (!user) throw new Refusal('invalid_arguments');

      const current = workspace.home(user.id);
      checkHash(args, current);
      const replaces = current ? { replaces: current } : {};
      const view = makeView(workspace, viewArgument(args), { user: user.id, type: 'home', ...replaces });
      workspace.setHome(view);
      return { view: wireView(workspace, view) };
    },
  },
};

function triggered(args: Fields, backend: Backend): TriggerGrant {
  viewArgument(args);
  const id = textField(args, 'trigger_id') ?? textField(args, 'interactivity_pointer');
  if (!id) throw new Refusal('invalid_arguments');
  return backend.tickets.useTrigger(id);
}

function viewArgument(args: Fields): Fields {
  const view = args['view'];
  if (isFields(view)) return view;
  throw new Refusal('invalid_arguments', {
    response_metadata: { messages: ['[ERROR] missing required field: view'] },
  });
}

function checkHash(args: Fields, current: View | undefined): void {
  const hash = textField(args, 'hash');
  if (hash && current && hash !== current.hash) throw new Refusal('hash_conflict');
}
