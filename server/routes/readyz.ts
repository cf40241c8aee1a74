import { sql } from "kysely";
import type { Ground } from "../ground.ts";
import { HttpError } from "../http/http-error.ts";
import type { Call } from "../http/route.ts";

/** The server takes work: its database answers, and nobody asked it to end. */
export const readyz =
  ({ db, stopping }: Pick<Ground, "db" | "stopping">) =>
  async (c: Call) => {
    if (stopping.aborted) throw new HttpError("temporarily_unavailable", "The server is ending.");
    try {
      await sql`select 1`.execute(db);
    } catch (cause) {
      throw new HttpError("temporarily_unavailable", "The database does not answer.", { cause });
    }
    return c.json({ status: "ready" });
  };
