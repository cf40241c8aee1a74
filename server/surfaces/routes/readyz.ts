import { sql } from "kysely";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithStopping } from "../../platform/surroundings.ts";

/** The server takes work: its database answers, and nobody asked it to end. */
export const readyz =
  ({ db, stopping }: WithDb & WithStopping) =>
  async (c: Call) => {
    if (stopping.aborted) throw new HttpError("temporarily_unavailable", "The server is ending.");
    try {
      await sql`select 1`.execute(db);
    } catch (cause) {
      throw new HttpError("temporarily_unavailable", "The database does not answer.", { cause });
    }
    return c.json({ status: "ready" });
  };
