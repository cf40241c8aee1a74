import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userRemoved } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { demandUnnamed } from "../../protocol/rules/demand-unnamed.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { demandAnotherOwner, holdPerson } from "../../register/people/hold-person.ts";
import { removeFromIndex } from "../../register/people/people-index.ts";
import { consoleTexts } from "../../texts/console.ts";

const HAS_ENROLLED = consoleTexts.people.hasRecords;

/**
 * Removes a person who never enrolled anything, with their tickets and memberships: their user name was mistyped. A person who
 * began an enrolment has a history that evidence and log refer to, and is offboarded instead.
 *
 * @param id any printable text
 * @throws ConsoleError `unknown`, `not_permitted`, `last_owner`, `conflict`
 */
export const removePerson = (services: WithClock & WithDb & WithRules, id: string, by: Actor): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    // an enrolment locks its ticket first, so none can begin while all of them are locked here
    await trx.selectFrom("tickets").select("hash").where("user_id", "=", id).orderBy("hash").forUpdate().execute();
    const user = await holdPerson(trx, by, id);
    await demandAnotherOwner(trx, user);
    if (await hasHistory(trx, user.id)) throw new ConsoleError("conflict", { description: HAS_ENROLLED });
    await demandUnnamed(services, trx, { type: "User", name: user.name }); // another person may get the name tomorrow
    const tickets = await trx.deleteFrom("tickets").where("user_id", "=", user.id).returning("hash").execute();
    await trx.deleteFrom("group_members").where("user_id", "=", user.id).execute();
    await trx.deleteFrom("let_ins").where("user_id", "=", user.id).execute();
    await removeFromIndex(trx, user.id);
    await trx.deleteFrom("users").where("id", "=", user.id).execute();
    const { name, display_name } = user;
    const data = { name, display_name, tickets: tickets.length, by: byOf(by) };
    await append(trx, userRemoved(services.clock(), user.id, data), { by, user: user.id });
  });

/** True if they ever began to enrol anything. */
export async function hasHistory(trx: Db | Trx, userId: string): Promise<boolean> {
  for (const table of [
    "enrolments",
    "bound_sets",
    "logins",
    "offboardings",
    "recoveries",
    "break_glass_uses",
  ] as const) {
    const row = await trx.selectFrom(table).select("user_id").where("user_id", "=", userId).limit(1).executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}
