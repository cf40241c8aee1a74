// The signing keys wrapped by a key that lies elsewhere, with the server as it ships and started again each time: what the database
// holds, what its copy is worth, and what is said if the key is missing, wrong or lost. On both databases.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { type Cluster, openCluster, rowsIn } from "../support/postgres.ts";
import { type Process, startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";

const MEND = 78;
const STARTED_MS = 60_000;

let home: string;
let cluster: Cluster;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "nearside-wrapping-"));
  cluster = await openCluster({ durable: true });
});
afterAll(async () => {
  await cluster.close();
  rmSync(home, { recursive: true, force: true });
});

const newKey = () => randomBytes(32).toString("base64");
let made = 0;

describe.each(["sqlite", "postgres"] as const)("on %s", (kind) => {
  let data: string;
  let keyFile: string;
  let settings: Record<string, string>;
  beforeEach(async () => {
    made += 1;
    data = join(home, `data-${made}`);
    mkdirSync(data, { mode: 0o700 });
    keyFile = join(home, `wrapping-key-${made}`);
    settings = {
      PATH: process.env["PATH"] ?? "",
      NEARSIDE_PORT: String(await freePort()),
      NEARSIDE_DATA_DIR: data,
    };
    if (kind === "sqlite") return;
    await cluster.psql(`create database wrapped_${made} template template0`);
    settings["DATABASE_URL"] = cluster.url(`wrapped_${made}`);
  });

  const putKey = (text: string): Record<string, string> => {
    writeFileSync(keyFile, text);
    chmodSync(keyFile, 0o600);
    return { NEARSIDE_WRAPPING_KEY_FILE: keyFile };
  };
  const run = async (args: readonly string[], more: Readonly<Record<string, string>>): Promise<Process> =>
    startProcess({
      command: process.execPath,
      args: [...(await serverProgram()), ...args],
      env: { ...settings, ...more },
    });

  /** Starts, looks, and ends. @returns the `kid` that signs, or why it did not start */
  async function served(more: Readonly<Record<string, string>>, args: readonly string[] = ["start"]) {
    const server = await run(args, more);
    const ended = server.ended(STARTED_MS);
    const runs = await Promise.race([
      ended.then(() => false),
      server.printed(/Ctrl-C ends it\./, STARTED_MS).then(
        () => true,
        () => false,
      ),
    ]);
    let kids: readonly string[] = [];
    if (runs) {
      const answer = await fetch(`http://localhost:${settings["NEARSIDE_PORT"]}/oauth/jwks`);
      kids = (await answer.json()).keys.map((key: { kid: string }) => key.kid);
      await server.stop();
    }
    const { code } = await ended;
    return { kids, code, output: server.stdout() + server.stderr() };
  }

  const rows = () => {
    const query = "select kid, private_jwk, state from signing_keys";
    if (kind === "postgres") return rowsIn(settings["DATABASE_URL"] ?? "", query);
    const database = new DatabaseSync(join(data, "nearside.db"), { readOnly: true });
    try {
      return database.prepare(query).all();
    } finally {
      database.close();
    }
  };
  const privateParts = () => rows().flatMap(({ private_jwk }) => (private_jwk === null ? [] : [String(private_jwk)]));
  const IN_CLEAR = "the signing keys are in the database unencrypted";

  it("starts without a key as ever, says so once, and wraps what is there at the first start with one", async () => {
    const plain = await served({});
    expect([plain.code, plain.output.split(IN_CLEAR).length]).toEqual([0, 2]);
    const [clear = ""] = privateParts();
    const { d } = JSON.parse(clear);
    const wrapped = await served(putKey(newKey()));
    expect([wrapped.code, wrapped.kids]).toEqual([0, plain.kids]);
    expect(wrapped.output).not.toContain(IN_CLEAR);
    expect(privateParts()).toEqual([expect.stringMatching(/^eyJ[\w-]+(?:\.[\w-]+){4}$/)]);
    if (kind === "sqlite")
      for (const file of readdirSync(data))
        expect([file, readFileSync(join(data, file)).includes(d)]).toEqual([file, false]);
    const again = await served({ NEARSIDE_WRAPPING_KEY_FILE: keyFile });
    expect([again.code, again.kids]).toEqual([0, plain.kids]);
  });

  it("refuses to start where the key is missing, unreadable, another one, none, or open to others, and changes nothing", async () => {
    const key = newKey();
    const first = await served(putKey(key));
    expect(first.code).toBe(0);
    const before = rows();
    const refused = async (more: Readonly<Record<string, string>>, sentence: RegExp) => {
      const start = await served(more);
      expect([start.code, start.output]).toEqual([MEND, expect.stringMatching(sentence)]);
      expect(start.output).not.toMatch(/^\s+at /m);
      expect(start.output).not.toContain(key);
      expect(rows()).toEqual(before);
    };
    await refused({}, /are wrapped, and this server has no key to open them/);
    await refused(putKey(newKey()), /are wrapped by another key than the one in/);
    await refused(putKey("not a key"), /is not a wrapping key\. Nothing was changed/);
    await refused({ NEARSIDE_WRAPPING_KEY_FILE: join(home, "absent") }, /absent \(wrappingKey\.file\) can't be read/);
    const open = putKey(key);
    chmodSync(keyFile, 0o644);
    await refused(open, /wrapping-key-\d+ \(wrappingKey\.file\) is open to other accounts/);
    chmodSync(keyFile, 0o600);
    expect((await served(open)).kids).toEqual(first.kids);
  });

  it("takes the key as a credential of systemd, and from the environment with a warning", async () => {
    const key = newKey();
    const credentials = join(home, `credentials-${made}`);
    mkdirSync(credentials, { mode: 0o700 });
    writeFileSync(join(credentials, "wrap"), `${key}\n`, { mode: 0o400 });
    const unit = { CREDENTIALS_DIRECTORY: credentials, NEARSIDE_WRAPPING_KEY_CREDENTIAL: "wrap" };
    const first = await served(unit);
    expect([first.code, first.output.includes(IN_CLEAR)]).toEqual([0, false]);
    const outside = await served({ NEARSIDE_WRAPPING_KEY_CREDENTIAL: "wrap" });
    expect([outside.code, outside.output]).toEqual([MEND, expect.stringContaining("systemd gave this server none")]);
    const second = await served({ NEARSIDE_WRAPPING_KEY: key });
    expect([second.code, second.kids]).toEqual([0, first.kids]);
    expect(second.output).toContain("the wrapping key comes from the environment");
  });

  it("changes its key by two starts, and gives up keys that nobody can open only where that is asked for", async () => {
    const [old, next] = [newKey(), newKey()];
    const first = await served(putKey(old));
    expect((await served(putKey(`${next}\n${old}\n`))).kids).toEqual(first.kids);
    expect((await served(putKey(next))).kids).toEqual(first.kids);
    const started = await served({ NEARSIDE_WRAPPING_KEY_FILE: keyFile }, ["start", "--replace-lost-keys"]);
    expect([started.kids, started.output]).toEqual([first.kids, expect.stringContaining("so none was revoked")]);
    expect((await served(putKey(newKey()))).code).toBe(MEND);
    const lost = await served({ NEARSIDE_WRAPPING_KEY_FILE: keyFile }, ["start", "--replace-lost-keys"]);
    expect(lost.code).toBe(0);
    expect(lost.kids).toHaveLength(1);
    expect(lost.kids).not.toEqual(first.kids);
    expect((await served({ NEARSIDE_WRAPPING_KEY_FILE: keyFile })).kids).toEqual(lost.kids);
    expect(rows().find(({ kid }) => kid === first.kids[0])).toMatchObject({ state: "removed", private_jwk: null });
  });
});

it("a stolen copy of the data folder starts nowhere without the key, and a backup with it does", async () => {
  const keyFile = join(home, "key-of-the-copied");
  writeFileSync(keyFile, newKey(), { mode: 0o600 });
  const server = async (name: string, settings: Readonly<Record<string, string>>) => {
    const port = String(await freePort());
    const place = { NEARSIDE_PORT: port, NEARSIDE_DATA_DIR: join(home, name) };
    const started = await startProcess({
      command: process.execPath,
      args: [...(await serverProgram()), "start"],
      env: { PATH: process.env["PATH"] ?? "", ...place, ...settings },
    });
    return { started, jwks: () => fetch(`http://localhost:${port}/oauth/jwks`).then((answer) => answer.text()) };
  };
  const serves = /Ctrl-C ends it\./;
  const own = await server("own", { NEARSIDE_WRAPPING_KEY_FILE: keyFile });
  await own.started.printed(serves, STARTED_MS);
  const jwks = await own.jwks();
  const copies = ["stolen", "restored"] as const;
  const running = new DatabaseSync(join(home, "own", "nearside.db"), { readOnly: true });
  for (const name of copies) {
    mkdirSync(join(home, name), { mode: 0o700 });
    await backup(running, join(home, name, "nearside.db")); // while the server runs
    chmodSync(join(home, name, "nearside.db"), 0o600);
  }
  running.close();
  await own.started.stop();
  const thief = await server("stolen", {});
  expect((await thief.started.ended(STARTED_MS)).code).toBe(MEND);
  expect(thief.started.stderr() + thief.started.stdout()).toContain("has no key to open them");
  const restored = await server("restored", { NEARSIDE_WRAPPING_KEY_FILE: keyFile });
  await restored.started.printed(serves, STARTED_MS);
  expect(await restored.jwks()).toBe(jwks);
  await restored.started.stop();
});
