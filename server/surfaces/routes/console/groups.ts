import type { ChangeMembers, GroupRow, GroupsQuery, groupSchema } from "@nearside/shared/api/console/groups.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { PeopleQuery } from "@nearside/shared/api/console/people.ts";
import { groupIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { changeGroup, createGroup, deleteGroup } from "../../../administration/people/change-group.ts";
import { eachGroup, listGroups, viewGroup } from "../../../administration/people/list-groups.ts";
import { changeMembers } from "../../../administration/people/members.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithRules } from "../../../protocol/rules/rules-in-force.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";
import { exportPeopleRoute, listPeopleRoute } from "./people.ts";

const groupIn = ({ id }: ConsoleCall): string => demandId(groupIdSchema, id);

/** GET /api/console/groups. */
export const listGroupsRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: GroupsQuery) =>
    c.json((await listGroups(services.db, query)) satisfies ListAnswer<GroupRow>);

/** GET /api/console/groups/export. */
export const exportGroupsRoute = (services: WithDb) => (_call: ConsoleCall, query: GroupsQuery) =>
  csvAnswer(
    "groups",
    ["name", "description", "members", "created_at"],
    cellsOf(eachGroup(services.db, query), ({ name, description, members, created_at }) => [
      name,
      description,
      members,
      momentCell(created_at),
    ]),
  );

/** GET /api/console/groups/:id. */
export const viewGroupRoute = (services: WithDb) => async (call: ConsoleCall) =>
  call.c.json({ group: await viewGroup(services.db, groupIn(call)) });

/** GET /api/console/groups/:id/members. */
export const listMembersRoute = (services: WithClock & WithDb) => async (call: ConsoleCall, query: PeopleQuery) =>
  listPeopleRoute(services)(call, await within(services, call, query));

/** GET /api/console/groups/:id/members/export. */
export const exportMembersRoute = (services: WithClock & WithDb) => async (call: ConsoleCall, query: PeopleQuery) =>
  exportPeopleRoute(services)(call, await within(services, call, query));

async function within(services: WithDb, call: ConsoleCall, query: PeopleQuery): Promise<PeopleQuery> {
  const { id } = await viewGroup(services.db, groupIn(call));
  return { ...query, group: id };
}

/** POST /api/console/groups. */
export const createGroupRoute =
  (services: WithClock & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, group: v.InferOutput<typeof groupSchema>) =>
    c.json({ id: (await createGroup(services, group, by)).id });

/** POST /api/console/groups/:id/change. */
export const changeGroupRoute =
  (services: WithClock & WithDb & WithRules) => async (call: ChangingCall, group: v.InferOutput<typeof groupSchema>) =>
    call.c.json({ changed: await changeGroup(services, groupIn(call), group, call.by) });

/** POST /api/console/groups/:id/delete. */
export const deleteGroupRoute = (services: WithClock & WithDb & WithRules) => async (call: ChangingCall) => {
  await deleteGroup(services, groupIn(call), call.by);
  return call.c.json({ changed: true });
};

/** POST /api/console/groups/:id/members. */
export const changeMembersRoute = (services: WithClock & WithDb) => async (call: ChangingCall, change: ChangeMembers) =>
  call.c.json(await changeMembers(services, groupIn(call), change, call.by));
