import type {
  ImportPreview,
  importChangeSchema,
  importPreviewSchema,
} from "@nearside/shared/api/console/people-import.ts";
import { may } from "@nearside/shared/roles.ts";
import type * as v from "valibot";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { SignedIn } from "../../console/demand-session.ts";
import { importPeople, previewImport } from "../../directory/import-people.ts";
import type { Importer } from "../../directory/plan-import.ts";
import type { Ground } from "../../ground.ts";

/** POST /api/console/people/import/preview. */
export const previewImportRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall, { csv }: v.InferOutput<typeof importPreviewSchema>) =>
    c.json((await previewImport(ground, csv, importerOf(who.user))) satisfies ImportPreview);

const importerOf = ({ id, role }: SignedIn["user"]): Importer => ({
  userId: id,
  mayGive: may(role, "roles.manage"),
  mayMakeGroups: may(role, "groups.manage"),
});

/** POST /api/console/people/import. */
export const importPeopleRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { digest }: v.InferOutput<typeof importChangeSchema>) =>
    c.json(await importPeople(ground, digest, by));
