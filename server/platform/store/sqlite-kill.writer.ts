import { writeSync } from "node:fs";
import { migrateToLatest } from "./migrate.ts";
import { openSqliteStore } from "./sqlite.ts";
import { sqliteDdl } from "./sqlite-ddl.ts";

// Run by sqlite-kill.test.ts: writes transactions into the given folder until it is killed, and names each one on stdout after its commit,
// as the server answers a client only after its commit.

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: sqlite-kill.writer.ts <folder>");
const { db } = openSqliteStore(folder);
await migrateToLatest(db, sqliteDdl);
await db
  .insertInto("settings")
  .values({ name: "count", value: "0" })
  .onConflict((c) => c.doNothing())
  .execute();

for (;;) {
  const count = await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("settings").select("value").where("name", "=", "count").executeTakeFirstOrThrow();
    const next = Number(row.value) + 1;
    await trx
      .insertInto("replay")
      .values({ key: `first ${next}`, expires_at: next })
      .execute();
    await trx
      .updateTable("settings")
      .set({ value: String(next) })
      .where("name", "=", "count")
      .execute();
    await trx
      .insertInto("replay")
      .values({ key: `second ${next}`, expires_at: next })
      .execute();
    return next;
  });
  writeSync(1, `${count}\n`);
}
