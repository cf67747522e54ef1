import { type Backend, type Methods, required } from '../backend.ts';
import { Refusal } from '../refusal.ts';
import type { Fields, UserGroup } from '../shapes.ts';

const READ = (): readonly string[] => ['usergroups:read'];

/** `usergroups.*`: people who are mentioned together. */
export const userGroupMethods: Methods = {
  'usergroups.list': {
    scopes: READ,
    run(args, backend) {
      const withUsers = args['include_users'] === true;
      return { usergroups: backend.workspace.userGroups.map((group) => wireGroup(group, backend, withUsers)) };
    },
  },

  'usergroups.users.list': {
    scopes: READ,
    run(args, { workspace }) {
      const id = required(args, 'usergroup', 'no_such_subteam');
      const group = workspace.userGroups.find((one) => one.id === id);
      if (!group) throw new Refusal('no_such_subteam');
      return { users: group.users };
    },
  },
};

function wireGroup({ users, ...group }: UserGroup, { workspace }: Backend, withUsers: boolean): Fields {
  return {
    ...group,
    team_id: workspace.team.id,
    is_usergroup: true,
    is_subteam: true,
    is_external: false,
    date_delete: 0,
    user_count: users.length,
    ...(withUsers ? { users } : {}),
  };
}
