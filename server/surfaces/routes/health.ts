import { sql } from "kysely";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { DiskTrouble } from "../../platform/store/disk-trouble.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import { oauthTexts } from "../../texts/oauth.ts";

/** Probes ask these, and know an address and no name. */
export const PROBES = ["/healthz", "/readyz"];

/** An answer of the database counts for this time: nothing limits how often strangers ask. Milliseconds. */
const READY_MS = 1000;

/** GET /healthz: the process answers. GET /readyz: the server takes work. */
export const healthRoutes = (services: WithClock & WithDb & WithStopping): readonly Route[] => {
  const demandReady = atMostEvery(READY_MS, services, () => demandDatabase(services));
  return [
    get("/healthz", "none", (c) => c.json({ status: "ok" })),
    get("/readyz", "none", async (c) => {
      if (services.stopping.aborted) throw new HttpError("temporarily_unavailable", oauthTexts.health.ending);
      await demandReady();
      return c.json({ status: "ready" });
    }),
  ];
};

/** The server takes work while its database begins a transaction, and its disk has room. */
async function demandDatabase({ db }: WithDb): Promise<void> {
  try {
    await db.transaction().execute((trx) => sql`select 1`.execute(trx));
  } catch (cause) {
    if (cause instanceof DiskTrouble) throw cause; // it says what to do
    throw new HttpError("temporarily_unavailable", oauthTexts.health.database, { cause });
  }
}

/** Looks once at a time. Those who come meanwhile, or shortly after, get the same result. */
function atMostEvery(ms: number, { clock }: WithClock, look: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  let endedAt: number | undefined;
  return () => {
    if (result !== undefined && (endedAt === undefined || Math.abs(clock() - endedAt) < ms)) return result;
    endedAt = undefined;
    result = look().finally(() => {
      endedAt = clock();
    });
    return result;
  };
}
