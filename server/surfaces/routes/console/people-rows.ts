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
import type { Services } from "../../services.ts";
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

export const peopleRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/people", "people.read", peopleQuerySchema, listPeopleRoute(services)),
  read("/api/console/people/export", "people.read", peopleQuerySchema, exportPeopleRoute(services)),
  read("/api/console/people/:id", "people.read", emptyBodySchema, viewPersonRoute(services)),
  read("/api/console/people/:id/logins", "people.read", personLoginsQuerySchema, personLoginsRoute(services)),
  change("/api/console/people", "people.manage", createPersonSchema, createPersonRoute(services), MAX_LISTING_CHANGE),
  change(
    "/api/console/people/:id/change",
    "people.manage",
    changePersonSchema,
    changePersonRoute(services),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/people/:id/role", "roles.manage", changeRoleSchema, changeRoleRoute(services)),
  change("/api/console/people/:id/suspend", "people.manage", suspendPersonSchema, suspendPersonRoute(services)),
  change("/api/console/people/:id/reactivate", "people.manage", emptyBodySchema, reactivatePersonRoute(services)),
  change("/api/console/people/:id/remove", "people.manage", emptyBodySchema, removePersonRoute(services)),
  change("/api/console/people/import", "people.manage", importChangeSchema, importPeopleRoute(services)),
  ask(
    "/api/console/people/import/preview",
    "people.manage",
    importPreviewSchema,
    previewImportRoute(services),
    MAX_IMPORT_BODY,
  ),
];
