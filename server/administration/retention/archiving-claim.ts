import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { archiveTexts } from "../../texts/archive.ts";

/** Milliseconds for which one process archives alone after each step. A step takes far less. */
const ALONE_MS = 600_000;
const NAME = "retention/claim";

/**
 * The claim on the work of archiving, which only one of several processes may do at a time. No lock claims it, since files are written between
 * its transactions. Its value is the time of its end, before which nobody else claims; no two claims have the same one.
 */
export class ArchivingClaim {
  readonly #services: WithClock & WithDb;
  #claim: string;

  private constructor(services: WithClock & WithDb, claim: string) {
    this.#services = services;
    this.#claim = claim;
  }

  /** @returns undefined if another process has the claim */
  static async begin(services: WithClock & WithDb): Promise<ArchivingClaim | undefined> {
    const now = services.clock();
    const value = String(now + ALONE_MS);
    const claimed = await services.db
      .insertInto("settings")
      .values({ name: NAME, value })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet({ value }).where("settings.value", "<", String(now)),
      )
      .returning("name")
      .execute();
    return claimed.length > 0 ? new ArchivingClaim(services, value) : undefined;
  }

  /** Claims the time of another step. @throws Error if this process took too long over the step before, and another one claimed the work */
  async extend(): Promise<void> {
    const value = String(this.#services.clock() + ALONE_MS);
    const mine = await this.#services.db
      .updateTable("settings")
      .set({ value })
      .where("name", "=", NAME)
      .where("value", "=", this.#claim)
      .returning("name")
      .executeTakeFirst();
    if (mine === undefined) throw tooLong();
    this.#claim = value;
  }

  /** Demands that nobody else has claimed the work meanwhile. @throws Error before anything is deleted */
  async demand(trx: Trx): Promise<void> {
    const mine = await trx
      .selectFrom("settings")
      .select("name")
      .where("name", "=", NAME)
      .where("value", "=", this.#claim)
      .forShare()
      .executeTakeFirst();
    if (mine === undefined) throw tooLong();
  }

  async end(): Promise<void> {
    await this.#services.db.deleteFrom("settings").where("name", "=", NAME).where("value", "=", this.#claim).execute();
  }
}

/** Ends the claim of a process that is known to have ended. */
export async function forgetClaim(db: Db): Promise<void> {
  await db.deleteFrom("settings").where("name", "=", NAME).execute();
}

const tooLong = () => new Error(archiveTexts.otherProcess);
