import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { openTemporaryStore } from "../../testing/temporary-store.ts";

/** Lists the columns that refer to a person and whose rows end when the person leaves (inventory.ts). */
const ENDS = [
  "bound_sets.user_id",
  "console_sessions.user_id",
  "enrolments.user_id",
  "group_members.user_id",
  // A draft has no entry in the report: it is a file that they had not imported yet.
  "import_drafts.user_id",
  "logins.user_id",
  "tickets.made_by",
  "tickets.user_id",
  "token_families.user_id",
];
/** Lists the columns whose rows stay, with the reason. */
const STAYS: Readonly<Record<string, string>> = {
  "break_glass_uses.reviewed_by": "what they wrote of an alarm is kept for good",
  "break_glass_uses.user_id":
    "the machine that it would admit is refused, since its person is not active; its ticket ends",
  "co_decisions.user_id": "what they said of other people's logins stays said, and counts only while they may approve",
  "console_changes.user_id": "what they changed was signed by their passkey, and is kept for good",
  "let_ins.by_user_id": "the people whom they admitted stay admitted",
  "let_ins.user_id": "they approve nothing any more, no matter who admitted them",
  "offboardings.user_id": "it is the report itself",
  "people_index.user_id": "they are still found among those who were here",
  "recoveries.seconded_by": "a recovery rests on two who still may, which is asked again when its ticket is made",
  "recoveries.started_by": "a recovery rests on two who still may, which is asked again when its ticket is made",
  "recoveries.stopped_by": "what was stopped stays so",
  "recoveries.user_id": "no ticket is made for somebody who is not active; it lapses",
  "rule_proposals.author": "nobody can agree to what was proposed by somebody who may not write rules any more",
  "rule_proposals.settled_by": "what was settled stays so",
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
