// The limit: a server that does the work of each exchange (../login-work.ts) and nothing else. It has no logic, so no server of this
// protocol on this Node and this database costs less. Arguments: a port, and a folder for the database.
import { generateKeyPairSync, hash, randomBytes, sign, verify } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { type Exchange, LOGIN_WORK, REFRESH_WORK } from "../login-work.ts";

const [port = "", folder = "."] = process.argv.slice(2);

const database = new DatabaseSync(join(folder, "limit.sqlite"));
// SQLite syncs each commit by itself; our server syncs the same bytes beside its event loop
database.exec("pragma journal_mode = wal; pragma synchronous = full");
database.exec("create table rows (id text primary key, person text not null, data text not null) strict");
database.exec("create index rows_by_person on rows (person, id)");
const insert = database.prepare("insert into rows values (?, ?, ?)");
const find = database.prepare("select * from rows where id = ?");
const begin = database.prepare("begin immediate");
const commit = database.prepare("commit");

const PERSON = "us_of_the_limit";
const KNOWN = "known";
insert.run(KNOWN, PERSON, "d".repeat(1000));

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KILOBYTE = "z".repeat(1000);
const statement = Buffer.from(KILOBYTE);
const signature = sign("sha256", statement, privateKey);

/** Everybody of one turn of the event loop shares a commit, and answers after it. */
let sharing: (() => void)[] | undefined;
function durably(write: () => void): Promise<void> {
  if (sharing === undefined) {
    begin.run();
    sharing = [];
    setImmediate(() => {
      commit.run();
      const answered = sharing ?? [];
      sharing = undefined;
      for (const answer of answered) answer();
    });
  }
  write();
  return new Promise((resolve) => sharing?.push(resolve));
}

async function serve({ checks, signatures, hashes, reads, writes, answer }: Exchange): Promise<string> {
  for (let read = 0; read < reads; read += 1) find.get(KNOWN);
  for (let check = 0; check < checks; check += 1)
    if (!verify("sha256", statement, publicKey, signature)) throw new Error("the signature is not good");
  for (let made = 0; made < signatures; made += 1) sign("sha256", statement, privateKey).toString("base64url");
  for (let hashed = 0; hashed < hashes; hashed += 1) hash("sha256", KILOBYTE, "base64url");
  await durably(() => {
    for (const bytes of writes) insert.run(randomBytes(16).toString("base64url"), PERSON, "d".repeat(bytes));
  });
  return JSON.stringify({ answer: "a".repeat(answer) });
}

const exchanges = [...LOGIN_WORK, REFRESH_WORK];
/** Our server's answers have as many bytes of headers. */
const HEADERS = { "content-type": "application/json", "cache-control": "no-store", "x-policies": "p".repeat(1200) };

const server = createServer(async (request, response) => {
  const sent: unknown = JSON.parse(await text(request));
  const exchange = exchanges[Number(request.url?.slice(1))];
  if (exchange === undefined || sent === null) throw new Error("no exchange of the protocol");
  const body = await serve(exchange);
  response.writeHead(200, { ...HEADERS, "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("It answers.\n"));
process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => database.close());
});
