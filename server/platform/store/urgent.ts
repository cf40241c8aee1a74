import type { KyselyPlugin } from "kysely";
import type { Db } from "./database.ts";

/**
 * The same database for what must be written even when its disk is full, such as the end of a machine: the room that SQLite's store keeps in
 * reserve is for that. PostgreSQL has its own disk, and treats it like the rest.
 */
export const urgent = (db: Db): Db => db.withPlugin(new Urgent());

/** Kysely hands its plugins on to transactions. This one changes no query and no result. */
class Urgent implements KyselyPlugin {
  transformQuery: KyselyPlugin["transformQuery"] = ({ node }) => node;
  transformResult: KyselyPlugin["transformResult"] = async ({ result }) => result;
}

export const isUrgent = (plugins: readonly KyselyPlugin[]): boolean =>
  plugins.some((plugin) => plugin instanceof Urgent);
