import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { openSqliteStore } from "./sqlite.ts";

const WRITER = fileURLToPath(new URL("./sqlite-kill.writer.ts", import.meta.url));
const ROUNDS = 6;

/** Lets the writer acknowledge that many transactions, kills it in the midst of the next, and returns the last acknowledged one. */
async function writeAndKill(folder: string, transactions: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(writer, "exit"); // its files close one after the other, so its end of the pipe may be closed while its claim is still there
  let last = 0;
  let seen = 0;
  // lines still in the pipe were acknowledged too
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    seen += 1;
    if (seen === transactions) writer.kill("SIGKILL");
  }
  await ended;
  return last;
}

it("loses nothing acknowledged when it is killed while it writes, and its claim on the folder dies with it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-kill-"));
  for (let round = 1; round <= ROUNDS; round++) {
    const acknowledged = await writeAndKill(folder, round * 30);
    expect(acknowledged).toBeGreaterThanOrEqual(round * 30);
    const store = openSqliteStore(folder);
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(store.db);
    expect(rows).toEqual([{ integrity_check: "ok" }]);
    const { value } = await store.db.selectFrom("settings").select("value").executeTakeFirstOrThrow();
    const count = Number(value);
    // at most the one transaction in flight may be there without an acknowledgement
    expect(count - acknowledged).toBeGreaterThanOrEqual(0);
    expect(count - acknowledged).toBeLessThanOrEqual(1);
    const keys = await store.db.selectFrom("replay").select("key").execute();
    expect(new Set(keys.map((row) => row.key))).toEqual(
      new Set(Array.from({ length: count }, (_, n) => [`first ${n + 1}`, `second ${n + 1}`]).flat()),
    );
    await store.close();
  }
  rmSync(folder, { recursive: true });
});
