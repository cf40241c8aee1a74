import type {
  ImportPreview,
  importChangeSchema,
  importPreviewSchema,
} from "@nearside/shared/api/console/people-import.ts";
import { may } from "@nearside/shared/roles.ts";
import type * as v from "valibot";
import { importPeople, previewImport } from "../../../administration/people/import-people.ts";
import type { Importer } from "../../../administration/people/plan-import.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { SignedIn } from "../../console/demand-session.ts";

/** POST /api/console/people/import/preview. */
export const previewImportRoute =
  (services: WithClock & WithDb) =>
  async ({ c, who }: ConsoleCall, { csv }: v.InferOutput<typeof importPreviewSchema>) =>
    c.json((await previewImport(services, csv, importerOf(who.user))) satisfies ImportPreview);

const importerOf = ({ id, role }: SignedIn["user"]): Importer => ({
  userId: id,
  mayGive: may(role, "roles.manage"),
  mayMakeGroups: may(role, "groups.manage"),
});

/** POST /api/console/people/import. */
export const importPeopleRoute =
  (services: WithClock & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, { digest }: v.InferOutput<typeof importChangeSchema>) =>
    c.json(await importPeople(services, digest, by));
