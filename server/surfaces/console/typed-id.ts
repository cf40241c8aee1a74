import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { beginningOf } from "@nearside/shared/api/entry.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { findUserByName } from "../../register/people/users.ts";
import { requestTexts } from "../../texts/requests.ts";
import { NAMED } from "./person-named.ts";

// An administrator at the server's own shell types what people know: a person's name, or a machine's device id. The console's
// entries take ids alone, so these are resolved before a row sees them. A page's request is never resolved.

/**
 * Finds the id for the text in the path of a request of the server's own shell.
 *
 * @param path of the entry
 * @throws ConsoleError `unknown` if nobody has that name; HttpError `invalid_request` if nobody could have it
 */
export async function idTyped({ db }: WithDb, path: string, typed: string): Promise<string> {
  const things = beginningOf({ path });
  if (things === beginningOf(peopleApi.view) && typed.startsWith(NAMED)) {
    const name = typed.slice(NAMED.length);
    if (!v.is(userNameSchema, name)) throw new HttpError("invalid_request", requestTexts.field({ field: "user" }));
    const user = await findUserByName(db, name);
    if (user === undefined) throw new ConsoleError("unknown");
    return user.id;
  }
  if (things === beginningOf(machinesApi.view) && v.is(sha256TextSchema, typed)) {
    const device = await db.selectFrom("devices").select("bound_set_id").where("jkt", "=", typed).executeTakeFirst();
    return device?.bound_set_id ?? typed;
  }
  return typed;
}
