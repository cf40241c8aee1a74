import type { ImportLine, ImportPreview } from "@nearside/shared/api/console/people-import.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { type Actor, byOf, type PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { peopleImported } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { actorMay, mayGiveRoles } from "../../register/people/hold-person.ts";
import { consoleTexts } from "../../texts/console.ts";
import { insertGroup } from "./change-group.ts";
import { addMembers } from "./change-members.ts";
import { setRole, setShown } from "./change-person.ts";
import { insertPeople } from "./create-person.ts";
import { groupsMade, type Importer, type Joined, type PlannedLine, planImport } from "./plan-import.ts";
import { readPeople } from "./read-people-file.ts";

// An import has two steps. The first stores the file for the person who uploaded it and shows what it would do. The second does
// exactly that, or nothing. The passkey signs the digest of what was shown, so the file itself is in no signed change.

/** Milliseconds between preview and confirmation, at most. */
const DRAFT_MS = 30 * 60_000;

/**
 * Shows what the file would do and changes nothing. The file is stored in place of an earlier one of the same person.
 *
 * @param csv text by an untrusted author
 * @throws ConsoleError `invalid_request` if it is no table of people
 */
export async function previewImport(
  services: WithClock & WithDb & WithSecrets,
  csv: string,
  importer: Importer,
): Promise<ImportPreview> {
  const file = readPeople(csv);
  return services.db.transaction().execute(async (trx) => {
    const planned = await planImport(services, trx, file, importer);
    const groups = [...groupsMade(planned)];
    const lines = planned.map(shownOf);
    const digest = await digestOf(csv, lines, groups);
    const draft = { digest, csv, expires_at: services.clock() + DRAFT_MS };
    await trx
      .insertInto("import_drafts")
      .values({ user_id: importer.userId, ...draft })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet(draft))
      .execute();
    const of = (action: ImportLine["action"]) => planned.filter((line) => line.action === action).length;
    const counts = { create: of("create"), change: of("change"), same: of("same"), refused: of("refused") };
    return { digest, counts, lines, groups };
  });
}

/**
 * Does what that preview showed.
 *
 * @throws ConsoleError `conflict` if the same file would do something else by now, or the preview is too old; `invalid_request`
 *   if lines are refused; `not_permitted`
 */
export const importPeople = (
  services: WithClock & WithDb & WithRandom & WithSecrets,
  digest: string,
  by: PersonActor,
) =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const csv = await takeDraft(trx, digest, by.userId, services.clock());
    const importer = {
      userId: by.userId,
      mayGive: await mayGiveRoles(trx, by),
      mayMakeGroups: await actorMay(trx, by, "groups.manage"),
    };
    const planned = await planImport(services, trx, readPeople(csv), importer);
    const groups = groupsMade(planned);
    if ((await digestOf(csv, planned.map(shownOf), groups)) !== digest) throw new ConsoleError("conflict");
    if (planned.some(({ action }) => action === "refused"))
      throw new ConsoleError("invalid_request", {
        description: consoleTexts.import.refused,
      });
    const created = await carryOut(trx, services, planned, by);
    const changed = planned.filter(({ action }) => action === "change").length;
    const counts = { created, changed, same: planned.length - created - changed };
    // each group that the import made has an event of its own
    await append(trx, peopleImported(services.clock(), null, { digest, ...counts, by: byOf(by) }), { by });
    return { ...counts, groups: groups.length };
  });

async function carryOut(
  trx: Trx,
  services: WithClock & WithRandom,
  planned: readonly PlannedLine[],
  by: Actor,
): Promise<number> {
  const creates = planned.filter(({ user }) => user === undefined);
  const made = await insertPeople(
    trx,
    services,
    creates.map(({ name, display_name, email, role }) => ({
      name,
      displayName: display_name,
      email,
      role: role ?? "user",
    })),
    by,
  );
  const ids = new Map(made.map(({ name, id }) => [name, id]));
  for (const { user, action, display_name, email, role } of planned) {
    if (user === undefined || action !== "change") continue;
    await setShown(trx, services, user, { displayName: display_name, email }, by);
    if (role !== null) await setRole(trx, services, user, role, by);
  }
  const joining = new Map<Joined, string[]>();
  for (const { user, name, joins } of planned)
    for (const group of joins) {
      const users = joining.get(group) ?? [];
      users.push(user?.id ?? ids.get(name) ?? "");
      joining.set(group, users);
    }
  for (const [{ id, name }, users] of joining) {
    const group = id === undefined ? await insertGroup(trx, services, { name, description: "" }, by) : { id, name };
    await addMembers(trx, services, group, users, by);
  }
  return made.length;
}

async function takeDraft(trx: Trx, digest: string, userId: string, now: number): Promise<string> {
  const draft = await trx
    .deleteFrom("import_drafts")
    .where("user_id", "=", userId)
    .where("digest", "=", digest)
    .where("expires_at", ">", now)
    .returning("csv")
    .executeTakeFirst();
  if (draft !== undefined) return draft.csv;
  throw new ConsoleError("conflict", {
    description: consoleTexts.import.stale,
  });
}

export async function deleteImportDrafts(db: Db, now: number): Promise<void> {
  await db.deleteFrom("import_drafts").where("expires_at", "<=", now).execute();
}

const shownOf = ({ user: _user, joins: _joins, ...line }: PlannedLine): ImportLine => line;

/** The digest covers the file and what it would have done when it was shown. */
const digestOf = (csv: string, lines: readonly ImportLine[], groups: readonly string[]): Promise<string> =>
  sha256Base64url(JSON.stringify(["nearside/people-import/2", csv, lines, groups]));
