import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { openTemporaryStore } from "../../testing/temporary-store.ts";

/** What of a person a leaving ends, by table and column (inventory.ts). */
const ENDS = [
  "bound_sets.user_id",
  "console_sessions.user_id",
  "enrolments.user_id",
  "group_members.user_id",
  "import_drafts.user_id", // without an entry in the report: a file that they had not imported yet
  "logins.user_id",
  "tickets.made_by",
  "tickets.user_id",
  "token_families.user_id",
];
/** What stays, and why. */
const STAYS: Readonly<Record<string, string>> = {
  "console_changes.user_id": "what they changed was signed by their passkey, and is kept for good",
  "offboardings.user_id": "it is the report itself",
  "people_index.user_id": "they are still found among those who were here",
};

it("asks of whatever names a person whether it ends when they leave", async () => {
  const { db, close } = await openTemporaryStore("sqlite");
  onTestFinished(close);
  const query = sql<{ what: string }>`select tables.name || '.' || keys."from" as what
    from sqlite_schema as tables join pragma_foreign_key_list(tables.name) as keys
    where tables.type = 'table' and keys."table" = 'users'`;
  const found = (await query.execute(db)).rows.map(({ what }) => what).sort();
  expect(found).toEqual([...ENDS, ...Object.keys(STAYS)].sort());
});
