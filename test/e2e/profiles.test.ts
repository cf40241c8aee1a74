// Two people on one account, what chooses between them, what an organisation says, and a key that moves.
import { chmod, mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enrolMachine } from "../support/enrol-machine.ts";
import { type Keyring, startKeyring } from "../support/keyring.ts";
import { approveOn, openLogin } from "../support/login-page.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

const OPENED_MS = 30_000;

let world: World;
let shop: string;
beforeAll(async () => {
  world = await createWorld("victim's");
  shop = join(world.victim.home, "shop");
  await enrolMachine(world.victim, WORLD_ISSUER, "bob", await world.server.ticket("bob"), world.server.admit);
});
afterAll(() => world?.remove());

type Env = Readonly<Record<string, string>>;

/** `nearside …` on the victim's machine, to its end. */
async function nearside(args: readonly string[], env: Env = {}) {
  const cli = await world.victim.cli(args, { env });
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

/** A whole login. @returns what it printed for people */
async function logIn(args: readonly string[], env: Env = {}): Promise<string> {
  const cli = await world.victim.cli(["login", ...args], { env });
  const [url] = await cli.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/);
  const page = await openLogin(world.victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
  return cli.stderr();
}

const sayInShop = (content: unknown): Promise<void> => writeFile(join(shop, ".nearside.json"), JSON.stringify(content));
afterEach(() => rm(join(shop, ".nearside.json"), { force: true }));

describe("two people on one account", () => {
  it("have to be told apart, and the sentence says how", async () => {
    const { code, stderr } = await nearside(["login"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/(admin at \S+ and bob at|bob at \S+ and admin at)/);
    expect(stderr).toContain("nearside profile set");
    expect((await nearside(["profile"])).stderr).toContain("There are no profiles yet");
  });

  it("are told apart by a profile, which says what is asked for too", async () => {
    const made = await nearside(["profile", "set", "work", "--user", "bob", "--scope", "orders:read", "--default"]);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(`bob at ${WORLD_ISSUER}`) });
    expect(await logIn(["--no-browser"])).toContain(`You are signed in to ${WORLD_ISSUER} as bob.`);
    const { stdout } = await nearside(["whoami", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ user: { name: "bob" }, logins: [{ scope: "orders:read" }] });
    expect((await nearside(["whoami", "--user", "admin"])).stdout).toMatch(/^admin /);
  });

  it("see which profile counts, and why", async () => {
    await nearside(["profile", "set", "own", "--issuer", WORLD_ISSUER, "--user", "admin"]);
    const { stdout } = await nearside(["profile", "--json"], { NEARSIDE_PROFILE: "own" });
    expect(JSON.parse(stdout)).toEqual({
      profiles: [
        { name: "work", issuer: WORLD_ISSUER, user: "bob", scope: "orders:read", managed: false, default: true },
        { name: "own", issuer: WORLD_ISSUER, user: "admin", managed: false, default: false },
      ],
      in_use: { profile: "own", because: "environment", folder: null },
    });
    expect((await nearside(["whoami"], { NEARSIDE_PROFILE: "own" })).stdout).toMatch(/^admin /);
    expect((await nearside(["whoami", "--profile", "work"], { NEARSIDE_PROFILE: "own" })).stdout).toMatch(/^bob /);
    expect(await nearside(["whoami", "--profile", "none"])).toMatchObject({ code: 125 });
    expect(await nearside(["profile", "remove", "none"])).toMatchObject({ code: 125 });
    expect(await nearside(["profile", "remove", "own"])).toMatchObject({ code: 0 });
  });
});

describe("a folder's .nearside.json", () => {
  it("chooses among them, and login says so", async () => {
    await sayInShop({ user: "admin", scope: "deploy" });
    const output = await logIn(["--no-browser"]);
    expect(output).toContain(`As .nearside.json in ~/shop says: admin at ${WORLD_ISSUER}, scope deploy.`);
    expect(output).toContain("as admin.");
    expect((await nearside(["whoami", "--profile", "work"])).stdout).toMatch(/^bob /);
  });

  it("leads to no enrolment", async () => {
    await sayInShop({ issuer: "https://evil.example" });
    const { code, stderr } = await nearside(["login"]);
    expect(code).toBe(124);
    expect(stderr).toContain("can only choose among your enrolments");
    expect(stderr).not.toContain("nearside enroll");
  });

  it("names no program", async () => {
    await sayInShop({ user: "bob", browser: join(shop, "evil") });
    const { code, stderr } = await nearside(["login"]);
    expect(code).toBe(124);
    expect(stderr).toContain("has “browser”, which is not allowed there");
    // A person who wants to know what exists sees it all the same.
    expect(await nearside(["profile"])).toMatchObject({
      code: 124,
      stdout: expect.stringMatching(/^work \(your default\)/),
    });
  });
});

describe("the browser that opens", () => {
  it("is the chosen one, now and the next time", async () => {
    const program = join(world.victim.home, "my browser");
    const seen = join(world.victim.home, "opened");
    await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'\n`);
    await chmod(program, 0o755);
    const command = `"${program}" --new-window`;
    expect(await logIn(["--open-with", command])).toContain(`Logins for bob open with ${command} from now on.`);
    expect(await logIn([])).not.toContain("from now on");
    // neither the command line nor the person waits for it
    const seenLines = async () => (await readFile(seen, "utf8").catch(() => "")).trimEnd().split("\n");
    const all = async () => ((await seenLines()).length < 4 ? undefined : seenLines());
    expect(await until(all, OPENED_MS, () => "the browser was not opened twice")).toEqual([
      "--new-window",
      expect.stringMatching(/^https:\/\/login\.nearside\.test\/approve\/rq_/),
      "--new-window",
      expect.stringMatching(/^https:\/\/login\.nearside\.test\/approve\/rq_/),
    ]);
    const { stdout } = await nearside(["profile", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ profiles: [{ name: "work", browser: command }] });
    expect(await nearside(["login", "--open-with", "./evil"])).toMatchObject({ code: 2 });
  });
});

describe("an organisation's settings", () => {
  // `ip netns exec` lays it over /etc/nearside, for this machine only; there must be a folder to lie over.
  let folder: string;
  let isOurs: boolean;
  beforeAll(async () => {
    folder = join("/etc/netns", world.hosts.victim.namespace, "nearside");
    isOurs = (await mkdir("/etc/nearside", { recursive: true, mode: 0o755 })) !== undefined;
    await mkdir(folder, { mode: 0o755 });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    if (isOurs) await rmdir("/etc/nearside");
  });
  const manage = (settings: unknown, mode = 0o644): Promise<void> =>
    writeFile(join(folder, "managed.json"), JSON.stringify(settings)).then(() =>
      chmod(join(folder, "managed.json"), mode),
    );

  it("say with whom to enrol, before anything is sent", async () => {
    await manage({ issuers: ["https://login.company.example"] });
    expect(await nearside(["enroll", "https://127.0.0.1:9"])).toMatchObject({ code: 122 });
    const refused = await nearside(["token"]);
    expect(refused).toMatchObject({ code: 122, stdout: "" });
    expect(refused.stderr).toContain("They allow https://login.company.example");
    expect((await nearside(["whoami"])).stdout).toMatch(/^bob /);
  });

  it("give profiles that nobody changes", async () => {
    await manage({ issuers: [WORLD_ISSUER], profiles: [{ name: "company", issuer: WORLD_ISSUER, user: "admin" }] });
    expect((await nearside(["profile"])).stdout).toContain("company (set by your organisation)");
    expect((await nearside(["whoami", "--profile", "company"])).stdout).toMatch(/^admin /);
    expect(await nearside(["profile", "set", "company", "--user", "bob"])).toMatchObject({ code: 122 });
    expect(await nearside(["profile", "remove", "company"])).toMatchObject({ code: 122 });
  });

  it("say how keys are kept", async () => {
    await manage({ key_storage: "keyring" });
    const { code, stderr } = await nearside(["token"]);
    expect(code).toBe(122);
    expect(stderr).toContain("nearside key move keyring");
    expect(await nearside(["enroll", WORLD_ISSUER, "--key", "file"])).toMatchObject({ code: 122 });
    expect((await nearside(["key"])).stdout).toContain("Set by your organisation");
  });

  it("end everything where others could have written them, or they can't be read", async () => {
    await manage({}, 0o666);
    expect(await nearside(["token"])).toMatchObject({ code: 123, stdout: "" });
    expect(await nearside(["enroll", WORLD_ISSUER])).toMatchObject({ code: 123 });
    await manage({ isuers: [] });
    expect((await nearside(["login"])).stderr).toContain("can't be used, so nothing was done");
    await rm(join(folder, "managed.json"));
    expect(await nearside(["token"])).toMatchObject({ code: 0 });
  });
});

describe("a key", () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring(world.victim.home, world.hosts.victim.namespace);
    world.atEnd(keyring.stop);
  });
  const state = (): string => join(world.victim.home, ".local/state/nearside");
  /** Files of the state folder in which a secret can be read. */
  async function plain(): Promise<string[]> {
    const names = (await readdir(state())).filter((name) => /^\.?(machine|credential)/.test(name));
    const files = await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(state(), name), "utf8") })),
    );
    return files.filter(({ text }) => text.includes('"d":')).map(({ name }) => name);
  }

  it("is shown with its place, and with a better one", async () => {
    const { stdout } = await nearside(["key"]);
    expect(stdout).toContain("is kept in a file of your account");
    expect(stdout).toContain("nearside key move keyring");
    expect(await nearside(["key", "move", "file"])).toMatchObject({ code: 2 });
  });

  it("stays where it is while no keyring answers", async () => {
    const before = await plain();
    expect(await nearside(["key", "move", "keyring"])).toMatchObject({ code: 120 });
    expect(await plain()).toEqual(before);
    expect(await nearside(["token"])).toMatchObject({ code: 0 });
  });

  it("moves into the keyring with all that its logins keep, and the server knows", async () => {
    const before = await plain();
    const { stdout } = await nearside(["whoami", "--json"]);
    const { device } = JSON.parse(stdout);
    const moved = await nearside(["key", "move", "keyring", "--json"], keyring.env);
    expect(moved, moved.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(moved.stdout)).toMatchObject({ moved: { device: { id: device.id, key_storage: "keyring" } } });
    // The other person's are left as they were.
    const left = await plain();
    expect(left.length).toBeLessThan(before.length);
    expect(storedEventsAbout(world.dataFolder, device.id).at(-1)).toMatchObject({ kind: "device_key_moved" });
    expect(await nearside(["token"], keyring.env)).toMatchObject({ code: 0 });
    expect(await logIn(["--no-browser"], keyring.env)).toContain("as bob.");
    expect(await plain()).toEqual(left);
    expect(await nearside(["key", "move", "file"], keyring.env)).toMatchObject({ code: 2 });
    expect(await nearside(["key", "move", "keyring"], keyring.env)).toMatchObject({ code: 0 });
    expect(await nearside(["whoami", "--user", "admin"])).toMatchObject({ code: 0 });
  });

  it("is not given out while the keyring is locked, and nothing is lost", async () => {
    await keyring.lock();
    const { code, stderr } = await nearside(["token"], keyring.env);
    expect(code).toBe(120);
    expect(stderr).toContain("locked");
    expect(await nearside(["key", "move", "keyring", "--user", "admin"], keyring.env)).toMatchObject({ code: 120 });
    expect((await nearside(["token", "--user", "admin"])).code).toBe(0);
  });
});
