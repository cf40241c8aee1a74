import { sql } from "kysely";
import type { Call } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { DiskTrouble } from "../../platform/store/disk-trouble.ts";
import type { WithStopping } from "../../platform/surroundings.ts";

/** Probes ask these, and know an address and no name. */
export const PROBES = ["/healthz", "/readyz"];

/** GET /healthz: the process answers. GET /readyz: the server takes work. */
export const healthRoutes = (services: WithDb & WithStopping): readonly Route[] => [
  get("/healthz", "none", (c) => c.json({ status: "ok" })),
  get("/readyz", "none", (c) => answerReady(services, c)),
];

/** The server takes work while its database begins a transaction and no signal has asked it to end. */
async function answerReady({ db, stopping }: WithDb & WithStopping, c: Call): Promise<Response> {
  if (stopping.aborted) throw new HttpError("temporarily_unavailable", "The server is ending.");
  try {
    await db.transaction().execute((trx) => sql`select 1`.execute(trx));
  } catch (cause) {
    if (cause instanceof DiskTrouble) throw cause; // it says what to do
    throw new HttpError("temporarily_unavailable", "The database does not answer.", { cause });
  }
  return c.json({ status: "ready" });
}
