import type { ChangeMembers, GroupRow, GroupsQuery, groupSchema } from "@nearside/shared/api/console/groups.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { PeopleQuery } from "@nearside/shared/api/console/people.ts";
import { groupIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Ground } from "../../ground.ts";
import { changeGroup, createGroup, deleteGroup } from "../../groups/change-group.ts";
import { eachGroup, listGroups, viewGroup } from "../../groups/list-groups.ts";
import { changeMembers } from "../../groups/members.ts";
import { exportPeopleRoute, listPeopleRoute } from "./people.ts";

const groupIn = ({ id }: ConsoleCall): string => demandId(groupIdSchema, id);

/** GET /api/console/groups. */
export const listGroupsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: GroupsQuery) =>
    c.json((await listGroups(ground.db, query)) satisfies ListAnswer<GroupRow>);

/** GET /api/console/groups/export. */
export const exportGroupsRoute = (ground: Ground) => (_call: ConsoleCall, query: GroupsQuery) =>
  csvAnswer(
    "groups",
    ["name", "description", "members", "created_at"],
    cellsOf(eachGroup(ground.db, query), ({ name, description, members, created_at }) => [
      name,
      description,
      members,
      momentCell(created_at),
    ]),
  );

/** GET /api/console/groups/:id. */
export const viewGroupRoute = (ground: Ground) => async (call: ConsoleCall) =>
  call.c.json({ group: await viewGroup(ground.db, groupIn(call)) });

/** GET /api/console/groups/:id/members. */
export const listMembersRoute = (ground: Ground) => async (call: ConsoleCall, query: PeopleQuery) =>
  listPeopleRoute(ground)(call, await within(ground, call, query));

/** GET /api/console/groups/:id/members/export. */
export const exportMembersRoute = (ground: Ground) => async (call: ConsoleCall, query: PeopleQuery) =>
  exportPeopleRoute(ground)(call, await within(ground, call, query));

async function within(ground: Ground, call: ConsoleCall, query: PeopleQuery): Promise<PeopleQuery> {
  const { id } = await viewGroup(ground.db, groupIn(call));
  return { ...query, group: id };
}

/** POST /api/console/groups. */
export const createGroupRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, group: v.InferOutput<typeof groupSchema>) =>
    c.json({ id: (await createGroup(ground, group, by)).id });

/** POST /api/console/groups/:id/change. */
export const changeGroupRoute =
  (ground: Ground) => async (call: ChangingCall, group: v.InferOutput<typeof groupSchema>) =>
    call.c.json({ changed: await changeGroup(ground, groupIn(call), group, call.by) });

/** POST /api/console/groups/:id/delete. */
export const deleteGroupRoute = (ground: Ground) => async (call: ChangingCall) => {
  await deleteGroup(ground, groupIn(call), call.by);
  return call.c.json({ changed: true });
};

/** POST /api/console/groups/:id/members. */
export const changeMembersRoute = (ground: Ground) => async (call: ChangingCall, change: ChangeMembers) =>
  call.c.json(await changeMembers(ground, groupIn(call), change, call.by));
