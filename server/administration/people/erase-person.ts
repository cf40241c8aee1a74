import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userErased } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import { searchedText } from "../../platform/lists/search.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import { demandUnnamed } from "../../protocol/rules/demand-unnamed.ts";
import { eraseFacts, eraseRefusals } from "../../register/logins/erase-facts.ts";
import { holdPerson } from "../../register/people/hold-person.ts";
import { erasedNameHash, indexErased } from "../../register/people/people-index.ts";
import { consoleTexts } from "../../texts/console.ts";

const STILL_HERE = consoleTexts.people.notLeft;

/** The name that their machines have from now on. */
const ERASED_HOST = "erased";

/** Logins that one transaction erases, so that no login waits long. */
const AT_ONCE = 100;

/**
 * Erases what is stored about a person who has left, as far as no evidence depends on it: names and address, the names of their machines and
 * passkeys, the facts of their logins with what others asked and they answered, why they refused logins of others, and what rules were
 * given of them. The name is given to nobody else: a keyed hash of its appearance stays. docs/how-to/operate-retention.md says what stays. It may be called again where it was
 * interrupted: the names go last.
 *
 * @param id any printable text
 * @returns the name that the person has from now on, and how many logins had facts
 * @throws ConsoleError `unknown`, `conflict` if the person has not left or active rules name them, `not_permitted`
 */
export async function erasePerson(
  services: WithClock & WithDb & WithRules & WithSecrets,
  id: string,
  by: Actor,
): Promise<{ readonly name: string; readonly logins: number }> {
  const { db, clock } = services;
  let logins = 0;
  for (let erased = AT_ONCE; erased === AT_ONCE; logins += erased)
    erased = await db.transaction().execute(async (trx) => {
      const user = await holdPerson(trx, by, id);
      if (user.state !== "offboarded") throw new ConsoleError("conflict", { description: STILL_HERE });
      await demandUnnamed(services, trx, { type: "User", name: user.name });
      return eraseFacts(trx, user.id, clock(), AT_ONCE);
    });
  return db.transaction().execute(async (trx) => {
    const user = await holdPerson(trx, by, id);
    await demandUnnamed(services, trx, { type: "User", name: user.name });
    const names = {
      name: `erased-${Buffer.from(user.id.slice(3), "base64url").toString("hex")}`,
      display_name: "Erased",
      email: null,
    };
    await trx.updateTable("users").set(names).where("id", "=", user.id).execute();
    await eraseRefusals(trx, user.id, names.name);
    const sets = trx.selectFrom("bound_sets").select("id").where("user_id", "=", user.id);
    await trx
      .updateTable("devices")
      .set({ hostname: ERASED_HOST, os: "", label: null, tells_posture: 0 })
      .where("bound_set_id", "in", sets)
      .execute();
    const machines = trx.selectFrom("devices").select("jkt").where("bound_set_id", "in", sets);
    await trx
      .updateTable("searched_machines")
      .set({ text: searchedText(ERASED_HOST) })
      .where("id", "in", machines)
      .execute();
    await trx.deleteFrom("postures").where("device_jkt", "in", machines).execute();
    await trx.updateTable("passkeys").set({ label: null }).where("bound_set_id", "in", sets).execute();
    await trx.deleteFrom("rule_reports").where("user_id", "=", user.id).execute();
    await trx.deleteFrom("rule_decisions").where("user_id", "=", user.id).execute();
    if (user.name !== names.name)
      await indexErased(trx, { id: user.id, ...names }, erasedNameHash(services, user.name));
    await trx.deleteFrom("notices").where("user_id", "=", user.id).execute();
    await append(trx, userErased(clock(), user.id, { logins, by: byOf(by) }), { by, user: user.id });
    return { name: names.name, logins };
  });
}
