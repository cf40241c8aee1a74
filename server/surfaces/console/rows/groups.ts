import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import type { PeopleQuery } from "@nearside/shared/api/console/people.ts";
import { groupIdSchema } from "@nearside/shared/ids.ts";
import { changeGroup, createGroup, deleteGroup } from "../../../administration/people/change-group.ts";
import { changeMembers } from "../../../administration/people/change-members.ts";
import { eachGroup, listGroups, viewGroup } from "../../../administration/people/list-groups.ts";
import { listPeople } from "../../../administration/people/list-people.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import type { ConsoleCall, ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";
import { tableOfPeople } from "./people.ts";

const groupIn = ({ id }: ConsoleCall): string => demandId(groupIdSchema, id);

export const groupRows = (
  services: WithClock & WithDb & WithRandom & WithReads & WithRules,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(groupsApi.list, (_call, query) => listGroups(services.reads, query)),
  serveFile(groupsApi.exportList, (_call, query) => ({
    name: "groups",
    header: ["name", "description", "members", "created_at"],
    pages: cellsOf(eachGroup(services.reads, query), ({ name, description, members, created_at }) => [
      name,
      description,
      members,
      momentCell(created_at),
    ]),
  })),
  serve(groupsApi.view, async (call) => ({ group: await viewGroup(services.reads, groupIn(call)) })),
  serve(groupsApi.members, async (call, query) =>
    listPeople(services.reads, await within(services, call, query), services.clock()),
  ),
  serveFile(groupsApi.exportMembers, async (call, query) =>
    tableOfPeople(services, await within(services, call, query)),
  ),
  serve(groupsApi.create, async ({ by }, group) => ({ id: (await createGroup(services, group, by)).id })),
  serve(groupsApi.change, async (call, group) => ({
    changed: await changeGroup(services, groupIn(call), group, call.by),
  })),
  serve(groupsApi.delete, async (call) => {
    await deleteGroup(services, groupIn(call), call.by);
    return { changed: true };
  }),
  serve(groupsApi.changeMembers, (call, change) => changeMembers(services, groupIn(call), change, call.by)),
];

/** Narrows a view of people to the group of the path. @throws ConsoleError `unknown` */
async function within(services: WithReads, call: ConsoleCall, query: PeopleQuery): Promise<PeopleQuery> {
  const { id } = await viewGroup(services.reads, groupIn(call));
  return { ...query, group: id };
}
