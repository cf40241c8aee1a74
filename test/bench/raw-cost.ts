// Runs as a process of its own and prints what one signature check, one signature and one commit cost it in CPU time:
// the floor under a server that does nothing else. Arguments: a folder for the database.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CompactSign, compactVerify, generateKeyPair } from "jose";

const [folder = "."] = process.argv.slice(2);
const ROUNDS = 1000;

/** CPU time of this process for one `work`, microseconds. */
async function costOf(work: () => unknown): Promise<number> {
  for (let round = 0; round < ROUNDS / 10; round += 1) await work(); // warm
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ROUNDS;
}

const { privateKey, publicKey } = await generateKeyPair("ES256");
const payload = new TextEncoder().encode(JSON.stringify({ iss: "x".repeat(43), jti: "y".repeat(22), iat: 1, exp: 2 }));
const sign = () =>
  new CompactSign(payload).setProtectedHeader({ alg: "ES256", typ: "nearside-hello+jwt" }).sign(privateKey);
const statement = await sign();

const database = new DatabaseSync(join(folder, "raw.sqlite"));
// The settings of the server's own database (server/store).
database.exec(
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (id INTEGER PRIMARY KEY, data TEXT)",
);
const insert = database.prepare("INSERT INTO events (data) VALUES (?)");
const row = "z".repeat(1000);

const costs = {
  check: await costOf(() => compactVerify(statement, publicKey, { algorithms: ["ES256"] })),
  signature: await costOf(sign),
  commit: await costOf(() => {
    database.exec("BEGIN IMMEDIATE");
    insert.run(row);
    database.exec("COMMIT");
  }),
};
database.close();
process.stdout.write(`${JSON.stringify(costs)}\n`);
