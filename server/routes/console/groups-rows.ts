import { changeMembersSchema, groupSchema, groupsQuerySchema } from "@nearside/shared/api/console/groups.ts";
import { peopleQuerySchema } from "@nearside/shared/api/console/people.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
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

export const groupsRows = (ground: Ground, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/groups", "people.read", groupsQuerySchema, listGroupsRoute(ground)),
  read("/api/console/groups/export", "people.read", groupsQuerySchema, exportGroupsRoute(ground)),
  read("/api/console/groups/:id", "people.read", emptyBodySchema, viewGroupRoute(ground)),
  read("/api/console/groups/:id/members", "people.read", peopleQuerySchema, listMembersRoute(ground)),
  read("/api/console/groups/:id/members/export", "people.read", peopleQuerySchema, exportMembersRoute(ground)),
  change("/api/console/groups", "groups.manage", groupSchema, createGroupRoute(ground)),
  change("/api/console/groups/:id/change", "groups.manage", groupSchema, changeGroupRoute(ground)),
  change("/api/console/groups/:id/delete", "groups.manage", emptyBodySchema, deleteGroupRoute(ground)),
  change(
    "/api/console/groups/:id/members",
    "groups.manage",
    changeMembersSchema,
    changeMembersRoute(ground),
    MAX_LISTING_CHANGE,
  ),
];
