// Starting on PostgreSQL: what cannot be used is said with what to do, with exit code 78 (a person must fix it) or 75 (it may
// pass), and never with the password.
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { createAuthority } from "../support/certificates.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";

const PASSWORD = "p%40ss-word"; // p@ss-word
const SECRET = /p@ss-word|p%40ss-word/;
const MEND = 78;
const LATER = 75;
/** Nothing is judged by it: a busy machine takes its time, and a name that is nowhere may be asked for long. */
const STARTED_MS = 50_000;

let home: string;
let cluster: Cluster;
let port: number;
let authority: string;
let stranger: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "nearside-storage-"));
  const own = await createAuthority(home);
  authority = own.certificateFile;
  const elsewhere = join(home, "elsewhere");
  mkdirSync(elsewhere);
  stranger = (await createAuthority(elsewhere)).certificateFile;
  port = await freePort();
  cluster = await openCluster({
    durable: true,
    settings: { listen_addresses: "127.0.0.1", port: String(port) },
    admits: [
      "local all nearside trust",
      "hostssl all tls_only 127.0.0.1/32 scram-sha-256",
      "hostnossl all tls_only 127.0.0.1/32 reject",
      "host all unwanted 127.0.0.1/32 reject",
      "host all all 127.0.0.1/32 scram-sha-256",
      "",
    ].join("\n"),
  });
  // where PostgreSQL's account may read them
  const { certificateFile, keyFile } = await own.issue(["localhost"]);
  const { uid, gid } = statSync(join(cluster.folder, "data"));
  for (const [from, name] of [
    [certificateFile, "server.crt"],
    [keyFile, "server.key"],
  ] as const) {
    const path = join(cluster.folder, "data", name);
    copyFileSync(from, path);
    chownSync(path, uid, gid);
  }
  await cluster.psql("alter system set ssl = on");
  await cluster.psql("select pg_reload_conf()");
  for (const user of ["app", "tls_only", "unwanted", "other"])
    await cluster.psql(`create role ${user} login password 'p@ss-word'`);
  for (const database of ["nearside_app", "newer", "lossy", "theirs"])
    await cluster.psql(`create database ${database} owner ${database === "theirs" ? "other" : "app"}`);
  await cluster.psql("alter database nearside_app owner to app");
  await cluster.psql("create database latin owner app encoding 'LATIN1' template template0");
  await cluster.psql("alter database lossy set synchronous_commit = off");
  await cluster.psql("create table kysely_migration (name text, timestamp text)", "newer");
  await cluster.psql("insert into kysely_migration values ('9999-later', '')", "newer");
  await cluster.psql("grant select on kysely_migration to app", "newer");
});
afterAll(async () => {
  await cluster.close();
  rmSync(home, { recursive: true, force: true });
});

const url = (
  database: string,
  parameters = "",
  { user = "app", password = PASSWORD, host = "localhost" } = {},
): string => `postgres://${user}:${password}@${host}:${port}/${database}${parameters}`;

/** Runs until it ends or serves; a server that serves is stopped. */
async function start(databaseUrl: string, more: Readonly<Record<string, string>> = {}) {
  const data = mkdtempSync(join(home, "data-"));
  const served = await freePort();
  const env = {
    PATH: process.env["PATH"] ?? "",
    NEARSIDE_PORT: String(served),
    NEARSIDE_DATA_DIR: data,
    ...(databaseUrl === "" ? {} : { DATABASE_URL: databaseUrl }),
    ...more,
  };
  const server = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), "start"],
    env,
  });
  const ended = server.ended(STARTED_MS);
  const runs = await Promise.race([
    ended.then(() => false),
    server.printed(/Ctrl-C ends it\./, STARTED_MS).then(
      () => true,
      () => false,
    ),
  ]);
  if (runs) await server.stop();
  const { code } = await ended;
  const output = server.stdout() + server.stderr();
  expect(output).not.toMatch(SECRET);
  return { runs, code, output, folder: readdirSync(data).sort() };
}

describe("what cannot be used", () => {
  it.each<[string, () => string, number, RegExp]>([
    [
      "no server",
      () => "postgres://app:p@127.0.0.1:1/x",
      LATER,
      /Nothing answers at 127\.0\.0\.1:1\. Start PostgreSQL there/,
    ],
    [
      "no socket",
      () => "postgres://app@localhost/x?host=/nowhere",
      LATER,
      /There is no PostgreSQL at the socket in \/nowhere/,
    ],
    [
      "no machine",
      () => "postgres://app:p@nowhere.invalid/x",
      LATER,
      /There is no machine with the name nowhere\.invalid|can't be reached/,
    ],
    [
      "another password",
      () => url("nearside_app", "", { password: "p%40ss-wor" }),
      MEND,
      /refuses that password for the user app/,
    ],
    [
      "no password",
      () => url("nearside_app", "", { password: "" }),
      MEND,
      /asks for the password of the user app, and DATABASE_URL has none/,
    ],
    [
      "an unwanted user",
      () => url("nearside_app", "", { user: "unwanted" }),
      MEND,
      /does not let the user unwanted into the database nearside_app from this machine/,
    ],
    ["no database", () => url("absent"), MEND, /has no database absent\. Create it there: createdb --owner=app absent/],
    [
      "somebody else's database",
      () => url("theirs"),
      MEND,
      /may not create tables in the database theirs.*alter database theirs owner to app/,
    ],
    [
      "an encoding that cannot hold every character",
      () => url("latin"),
      MEND,
      /stores text as LATIN1, which can't hold every character/,
    ],
    [
      "one that may lose what it confirmed",
      () => url("lossy"),
      MEND,
      /alter database lossy set synchronous_commit = on/,
    ],
    [
      "the data of a newer server",
      () => url("newer"),
      MEND,
      /written by a newer version of Nearside \(it knows 9999-later\)/,
    ],
    [
      "TLS without its authority",
      () => url("nearside_app", "?sslmode=verify-full"),
      MEND,
      /certificate of PostgreSQL at localhost:\d+ is not trusted/,
    ],
    [
      "a stranger's authority",
      () => url("nearside_app", `?sslmode=verify-ca&sslrootcert=${stranger}`),
      MEND,
      /is not trusted/,
    ],
    [
      "another name than the certificate's",
      () => url("nearside_app", `?sslmode=verify-full&sslrootcert=${authority}`, { host: "127.0.0.1" }),
      MEND,
      /is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    ],
    [
      "no TLS where it is demanded there",
      () => url("nearside_app", "?sslmode=disable", { user: "tls_only" }),
      MEND,
      /it may ask for TLS/,
    ],
    [
      "no such authority",
      () => url("nearside_app", "?sslrootcert=/nowhere/ca.pem&sslmode=verify-full"),
      MEND,
      /\/nowhere\/ca\.pem \(sslrootcert of databaseUrl\) can't be read/,
    ],
  ])("%s", async (_name, databaseUrl, code, sentence) => {
    const ended = await start(databaseUrl());
    expect(ended).toMatchObject({ runs: false, code, output: expect.stringMatching(sentence) });
    expect(ended.output).not.toMatch(/^\s+at /m);
  });

  it("a password in a configuration file that others may read", async () => {
    const file = join(home, "nearside.json");
    writeFileSync(file, JSON.stringify({ databaseUrl: url("nearside_app") }));
    chmodSync(file, 0o644); // whatever the umask
    const ended = await start("", { NEARSIDE_CONFIG: file });
    expect(ended).toMatchObject({
      code: MEND,
      output: expect.stringMatching(/contains the database's password, is open to other accounts/),
    });
  });
});

describe("what can be used", () => {
  it.each<[string, () => string, Record<string, string>?]>([
    ["a password", () => url("nearside_app")],
    ["its socket", () => cluster.url("nearside_app")],
    [
      "TLS, the certificate and its name verified",
      () => url("nearside_app", `?sslmode=verify-full&sslrootcert=${authority}`, { user: "app" }),
    ],
    [
      "TLS, the authority verified",
      () => url("nearside_app", `?sslmode=verify-ca&sslrootcert=${authority}`, { host: "127.0.0.1" }),
    ],
    ["TLS with anybody, on this machine", () => url("nearside_app", "?sslmode=require", { user: "app" })],
    ["two connections", () => url("nearside_app"), { NEARSIDE_DATABASE_CONNECTIONS: "2" }],
  ])("%s", async (_name, databaseUrl, more) => {
    const { runs, code, output, folder } = await start(databaseUrl(), more);
    expect([runs, code], output).toEqual([true, 0]);
    expect(folder).toEqual(["nearside.lock"]); // no data, and the socket for the shell is gone with the server
  });
});

it("a replica cannot be used: nothing can be written there", async () => {
  await cluster.stop();
  writeFileSync(join(cluster.folder, "data", "standby.signal"), "");
  await cluster.start();
  const ended = await start(url("nearside_app"));
  expect(ended).toMatchObject({
    code: MEND,
    output: expect.stringContaining("names a replica, which takes no writes"),
  });
});
