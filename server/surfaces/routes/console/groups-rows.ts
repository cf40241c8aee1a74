import { changeMembersSchema, groupSchema, groupsQuerySchema } from "@nearside/shared/api/console/groups.ts";
import { peopleQuerySchema } from "@nearside/shared/api/console/people.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithRules } from "../../../protocol/rules/rules-in-force.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import {
  changeGroupRoute,
  changeMembersRoute,
  createGroupRoute,
  deleteGroupRoute,
  exportGroupsRoute,
  exportMembersRoute,
  listGroupsRoute,
  listMembersRoute,
  viewGroupRoute,
} from "./groups.ts";

export const groupsRows = (
  services: WithClock & WithDb & WithRandom & WithRules,
  { read, change }: ConsoleRows,
): readonly ConsoleRoute[] => [
  read("/api/console/groups", "people.read", groupsQuerySchema, listGroupsRoute(services)),
  read("/api/console/groups/export", "people.read", groupsQuerySchema, exportGroupsRoute(services)),
  read("/api/console/groups/:id", "people.read", emptyBodySchema, viewGroupRoute(services)),
  read("/api/console/groups/:id/members", "people.read", peopleQuerySchema, listMembersRoute(services)),
  read("/api/console/groups/:id/members/export", "people.read", peopleQuerySchema, exportMembersRoute(services)),
  change("/api/console/groups", "groups.manage", groupSchema, createGroupRoute(services)),
  change("/api/console/groups/:id/change", "groups.manage", groupSchema, changeGroupRoute(services)),
  change("/api/console/groups/:id/delete", "groups.manage", emptyBodySchema, deleteGroupRoute(services)),
  change(
    "/api/console/groups/:id/members",
    "groups.manage",
    changeMembersSchema,
    changeMembersRoute(services),
    MAX_LISTING_CHANGE,
  ),
];
