import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { PersonAnswer, PersonLogin, personLoginsQuerySchema } from "@nearside/shared/api/console/people.ts";
import type * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import type { Db } from "../../platform/store/database.ts";
import { findPerson } from "./list-people.ts";
import { hasHistory } from "./remove-person.ts";

/** @throws ConsoleError `unknown` */
export async function viewPerson(db: Db, id: string): Promise<PersonAnswer> {
  const person = await findPerson(db, id);
  if (person === undefined) throw new ConsoleError("unknown");
  return { person, removable: !(await hasHistory(db, id)) };
}

type LoginsQuery = v.InferOutput<typeof personLoginsQuerySchema>;

/** By when they end, which is as long after they began for all of them, and what the table is indexed by. */
const ORDER: Ordering<LoginsQuery["sort"]> = {
  columns: { expires_at: integerColumn("logins.expires_at") },
  id: textColumn("logins.id"),
};

export async function listLoginsOf(db: Db, userId: string, query: LoginsQuery): Promise<ListAnswer<PersonLogin>> {
  const theirs = db
    .selectFrom("logins")
    .innerJoin("devices", "devices.jkt", "logins.device_jkt")
    .select(["logins.id", "logins.client_id", "logins.state", "devices.hostname", "logins.device_jkt as device"])
    .select(["logins.created_at", "logins.decided_at"])
    .where("logins.user_id", "=", userId);
  const found = query.q === "" ? theirs : theirs.where("logins.id", "=", query.q);
  return pageOf(found, ORDER, query);
}
