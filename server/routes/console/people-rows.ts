import {
  changePersonSchema,
  changeRoleSchema,
  createPersonSchema,
  peopleQuerySchema,
  personLoginsQuerySchema,
  suspendPersonSchema,
} from "@nearside/shared/api/console/people.ts";
import {
  importChangeSchema,
  importPreviewSchema,
  MAX_IMPORT_BODY,
} from "@nearside/shared/api/console/people-import.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import {
  changePersonRoute,
  changeRoleRoute,
  createPersonRoute,
  exportPeopleRoute,
  listPeopleRoute,
  personLoginsRoute,
  reactivatePersonRoute,
  removePersonRoute,
  suspendPersonRoute,
  viewPersonRoute,
} from "./people.ts";
import { importPeopleRoute, previewImportRoute } from "./people-import.ts";

export const peopleRows = (ground: Ground, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/people", "people.read", peopleQuerySchema, listPeopleRoute(ground)),
  read("/api/console/people/export", "people.read", peopleQuerySchema, exportPeopleRoute(ground)),
  read("/api/console/people/:id", "people.read", emptyBodySchema, viewPersonRoute(ground)),
  read("/api/console/people/:id/logins", "people.read", personLoginsQuerySchema, personLoginsRoute(ground)),
  change("/api/console/people", "people.manage", createPersonSchema, createPersonRoute(ground), MAX_LISTING_CHANGE),
  change(
    "/api/console/people/:id/change",
    "people.manage",
    changePersonSchema,
    changePersonRoute(ground),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/people/:id/role", "roles.manage", changeRoleSchema, changeRoleRoute(ground)),
  change("/api/console/people/:id/suspend", "people.manage", suspendPersonSchema, suspendPersonRoute(ground)),
  change("/api/console/people/:id/reactivate", "people.manage", emptyBodySchema, reactivatePersonRoute(ground)),
  change("/api/console/people/:id/remove", "people.manage", emptyBodySchema, removePersonRoute(ground)),
  change("/api/console/people/import", "people.manage", importChangeSchema, importPeopleRoute(ground)),
  ask(
    "/api/console/people/import/preview",
    "people.manage",
    importPreviewSchema,
    previewImportRoute(ground),
    MAX_IMPORT_BODY,
  ),
];
