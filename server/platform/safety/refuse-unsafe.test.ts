import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAIL } from "../../testing/mail-settings.ts";
import { readConfig } from "../config/config.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { refuseUnsafe, refuseUnsafeConfiguration, Unsafe } from "./refuse-unsafe.ts";
import { warningsOf } from "./warnings.ts";

// The tests use real files with real modes. They read owner and mode and never try access, since root could open all of the
// files.

const uid = process.geteuid?.();
const account = { uid };
const policy = { acceptSyncedPasskeys: false, requirePeer: "any", remoteHosts: "none" } as const;
const metadata = { source: undefined, roots: undefined, privateAddresses: false };
let home: string;
let dataFolder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "nearside-safety-"));
  dataFolder = join(home, "data");
});
afterEach(() => rmSync(home, { recursive: true }));

function refusal(judge: () => void): string {
  try {
    judge();
  } catch (error) {
    if (error instanceof Unsafe) return error.message;
    throw error;
  }
  return "nothing is wrong";
}
const NOTHING_SET = {
  database: undefined,
  events: { file: undefined, syslog: undefined, webhook: undefined },
  mail: undefined,
  metrics: undefined,
  tls: undefined,
  wrappingKey: undefined,
};
const judge = (config: Partial<Parameters<typeof refuseUnsafe>[0]> = {}, by = account) =>
  refusal(() => refuseUnsafe({ ...NOTHING_SET, dataFolder, metadata, policy, ...config }, by));
const file = (path: string, mode: number): string => {
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
};
const folder = (mode = 0o700): void => {
  mkdirSync(dataFolder);
  chmodSync(dataFolder, mode);
};
/** This is the number of another user. */
const OTHER = { uid: (uid ?? 0) + 1 };
const SAFE = "nothing is wrong";

describe("the data folder", () => {
  it("may be absent, and is not made by asking", () => {
    expect(judge()).toBe(SAFE);
    expect(existsSync(dataFolder)).toBe(false);
  });

  it("is safe as the server itself makes and leaves it, running or not", async () => {
    const store = openSqliteStore(dataFolder);
    await store.db.schema.createTable("t").addColumn("a", "text").execute();
    expect(readdirSync(dataFolder).sort()).toEqual([
      "nearside.db",
      "nearside.db-shm",
      "nearside.db-wal",
      "nearside.lock",
    ]);
    expect(judge()).toBe(SAFE);
    await store.close();
    expect(judge()).toBe(SAFE);
  });

  it.each([0o750, 0o705, 0o710, 0o777, 0o701, 0o1777])("may not be open to others: %o", (mode) => {
    folder(mode);
    expect(judge()).toContain(`The data folder ${dataFolder} is open to other accounts of this machine`);
    expect(judge()).toContain(`chmod 700 ${dataFolder}`);
  });

  it("may not belong to another account", () => {
    folder();
    expect(judge({}, OTHER)).toContain(`belongs to another account (number ${uid})`);
    if (uid !== 0) return; // only root can give files away, and could open them anyway
    chownSync(dataFolder, 54_321, 54_321);
    expect(judge()).toContain("belongs to another account (number 54321)");
    chownSync(dataFolder, 0, 0);
    chownSync(file(join(dataFolder, "nearside.db"), 0o600), 54_321, 54_321);
    expect(judge()).toContain(`The file ${join(dataFolder, "nearside.db")} belongs to another account`);
  });

  it("may not be a link, nor a link with a slash, nor a file", () => {
    mkdirSync(join(home, "real"), { mode: 0o700 });
    symlinkSync(join(home, "real"), dataFolder);
    expect(judge()).toContain(`The data folder ${dataFolder} is a link`);
    expect(judge({ dataFolder: `${dataFolder}/` })).toContain("is a link");
    symlinkSync("/nowhere", join(home, "dangling"));
    expect(judge({ dataFolder: join(home, "dangling") })).toContain("is a link");
    expect(judge({ dataFolder: file(join(home, "file"), 0o600) })).toContain("is not a folder");
  });

  it.each(["nearside.db", "nearside.db-wal", "nearside.db-shm", "nearside.db-journal", "nearside.lock"])(
    "holds a %s of its own",
    (name) => {
      folder();
      const path = file(join(dataFolder, name), 0o600);
      expect(judge()).toBe(SAFE);
      for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o666]) {
        chmodSync(path, mode);
        expect(judge()).toContain(
          `The file ${path} is open to other accounts of this machine (mode ${mode.toString(8)})`,
        );
        expect(judge()).toContain(`chmod 600 ${path}`);
      }
      rmSync(path);
      symlinkSync(file(join(home, "planted"), 0o600), path);
      expect(judge()).toContain(`The file ${path} is a link`);
      rmSync(path);
      mkdirSync(path);
      expect(judge()).toContain(`The file ${path} is not a file`);
    },
  );

  it("holds no file in the socket's place", () => {
    folder();
    expect(file(join(dataFolder, "admin.sock"), 0o600)).toBeDefined();
    expect(judge()).toContain("is not a socket");
  });
});

describe("the TLS key", () => {
  const tls = () => ({ key: join(home, "key.pem"), cert: file(join(home, "cert.pem"), 0o644) });

  it("is for this account alone", () => {
    file(join(home, "key.pem"), 0o600);
    expect(judge({ tls: tls() })).toBe(SAFE);
    for (const mode of [0o640, 0o604, 0o644]) {
      chmodSync(join(home, "key.pem"), mode);
      expect(judge({ tls: tls() })).toContain("(tls.key) is open to other accounts of this machine");
    }
  });

  it("is judged where a link leads, as tools that renew it make them", () => {
    symlinkSync(file(join(home, "key-7.pem"), 0o600), join(home, "key.pem"));
    expect(judge({ tls: tls() })).toBe(SAFE);
    chmodSync(join(home, "key-7.pem"), 0o644);
    expect(judge({ tls: tls() })).toContain("(tls.key) is open to other accounts");
  });

  it("belongs to no other account", () => {
    folder();
    file(join(home, "key.pem"), 0o600);
    const asOther = judge({ dataFolder: join(home, "absent"), tls: tls() }, OTHER);
    // root's own files are as safe as the machine; another account's are not
    if (uid === 0) expect(asOther).toBe(SAFE);
    else expect(asOther).toContain("(tls.key) belongs to another account");
  });

  it("may be root's and lent to one group, which may read it and no more", () => {
    const key = file(join(home, "key.pem"), 0o640);
    expect(judge({ tls: tls() })).toContain("chmod 600"); // no other account may read a key that the server owns
    if (uid !== 0) return;
    const lent = () => judge({ dataFolder: join(home, "absent"), tls: tls() }, { uid: 54_321 });
    expect(lent()).toBe(SAFE);
    chmodSync(key, 0o660);
    expect(lent()).toContain("chmod 640");
    chmodSync(key, 0o644);
    expect(lent()).toContain("chmod 640");
    chownSync(key, 54_322, 0);
    expect(lent()).toContain("belongs to another account (number 54322)");
  });

  it("comes with a certificate that nobody else may exchange", () => {
    file(join(home, "key.pem"), 0o600);
    const both = tls();
    chmodSync(both.cert, 0o664);
    expect(judge({ tls: both })).toContain("(tls.cert) may be changed by other accounts");
  });
});

describe("a folder on the way", () => {
  const made = (mode: number): string => {
    const way = join(home, "way");
    mkdirSync(way);
    chmodSync(way, mode);
    return way;
  };

  it.each([
    [0o777, ", where every account of this machine may put something else"],
    [0o757, ", where every account of this machine may put something else"],
    [0o1777, SAFE],
    [0o775, SAFE],
    [0o755, SAFE],
  ])("of mode %o: nobody may exchange what lies below", (mode, says) => {
    const way = made(mode);
    expect(judge({ dataFolder: join(way, "below", "data") })).toContain(says);
    mkdirSync(join(way, "data"), { mode: 0o700 });
    expect(judge({ dataFolder: join(way, "data") })).toContain(says);
    const tls = { key: file(join(way, "key.pem"), 0o600), cert: file(join(home, "cert.pem"), 0o644) };
    expect(judge({ tls })).toContain(says);
    const path = file(join(way, "config.json"), 0o644);
    expect(refusal(() => refuseUnsafeConfiguration(path, account))).toContain(says);
  });

  it("is looked at where a link leads, and where it lies", () => {
    const way = made(0o777);
    symlinkSync(file(join(way, "config.json"), 0o644), join(home, "link.json"));
    symlinkSync(file(join(home, "config.json"), 0o644), join(way, "link.json"));
    for (const path of [join(home, "link.json"), join(way, "link.json")])
      expect(refusal(() => refuseUnsafeConfiguration(path, account))).toContain(`is in ${way}`);
  });
});

it("names everything that is wrong at once", () => {
  folder();
  for (const name of ["nearside.db", "nearside.lock"]) file(join(dataFolder, name), 0o644);
  const tls = { key: file(join(home, "key.pem"), 0o644), cert: file(join(home, "cert.pem"), 0o666) };
  const tpmRoots = file(join(home, "roots.pem"), 0o622);
  const before = readdirSync(home, { recursive: true });
  expect(judge({ tls, policy: { ...policy, tpmRoots } }).split("\n")).toHaveLength(6);
  expect(readdirSync(home, { recursive: true })).toEqual(before);
});

it("keeps the mail server's password from other accounts, and its authorities from being changed", () => {
  folder();
  const mail = (mode: number, roots = 0o644) => ({
    ...MAIL,
    roots: file(join(home, "roots.pem"), roots),
    signIn: { user: "u", password: { file: file(join(home, "password"), mode) } },
  });
  expect(judge({ mail: mail(0o600) })).toBe(SAFE);
  expect(judge({ mail: mail(0o640) })).toMatch(/password \(mail\.passwordFile\) is open to other accounts/);
  expect(judge({ mail: mail(0o600, 0o666) })).toMatch(/roots\.pem \(mail\.roots\) may be changed by other accounts/);
});

it("keeps the wrapping key from other accounts, and out of the folder that it is to protect", () => {
  folder();
  const key = (mode: number, path = join(home, "wrapping-key")) => ({
    wrappingKey: { path: file(path, mode), setting: "wrappingKey.file" as const },
  });
  expect(judge(key(0o600))).toBe(SAFE);
  expect(judge(key(0o400))).toBe(SAFE);
  for (const mode of [0o640, 0o604, 0o620, 0o644, 0o666])
    expect(judge(key(mode))).toMatch(/wrapping-key \(wrappingKey\.file\) is open to other accounts/);
  expect(judge(key(0o600), OTHER)).toContain("belongs to another account");
  expect(judge(key(0o600, join(dataFolder, "wrapping-key")))).toContain(
    "is in the data folder, so every copy of the folder has both",
  );
  expect(judge({ wrappingKey: { text: () => "secret", setting: "NEARSIDE_WRAPPING_KEY" } })).toBe(SAFE);
});

describe("the configuration file", () => {
  const judged = (path: string, by = account) => refusal(() => refuseUnsafeConfiguration(path, by));

  it.each([
    [0o600, SAFE],
    [0o644, SAFE],
    [0o444, SAFE],
    [0o664, "chmod go-w"],
    [0o646, "chmod go-w"],
    [0o666, "chmod go-w"],
  ])("may be read by others, not written: %o", (mode, sentence) => {
    expect(judged(file(join(home, "nearside.json"), mode))).toContain(sentence);
  });

  it("belongs to the server's account or to root", () => {
    const path = file(join(home, "nearside.json"), 0o644);
    expect(judged(path)).toBe(SAFE);
    if (uid !== 0) return;
    expect(judged(path, { uid: 54_321 })).toBe(SAFE);
    chownSync(path, 54_322, 0);
    expect(judged(path)).toContain("belongs to another account (number 54322)");
  });

  it("may be absent: that is told elsewhere", () => {
    expect(judged(join(home, "absent.json"))).toBe(SAFE);
  });
});

const WRAPPED = { path: "/etc/nearside/wrapping-key", setting: "wrappingKey.file" } as const;

it("says where the signing keys are unencrypted, and where the key to them comes from the environment", () => {
  const plain = {
    issuer: "http://localhost:4790",
    tls: undefined,
    trustedProxies: [],
    database: undefined,
    mail: MAIL,
  };
  const warningOf = (wrappingKey: Parameters<typeof warningsOf>[0]["wrappingKey"]) =>
    warningsOf({ ...plain, wrappingKey }, { uid: 1000 }).join();
  expect(warningOf(undefined)).toMatch(
    /^the signing keys are in the database unencrypted, .*NEARSIDE_WRAPPING_KEY_FILE/,
  );
  expect(warningOf({ text: () => "secret", setting: "NEARSIDE_WRAPPING_KEY" })).toMatch(
    /^the wrapping key comes from the env/,
  );
  expect(warningOf(WRAPPED)).toBe("");
});

it("warns of root, and of a proxy that it cannot tell from its clients", () => {
  const behind = {
    issuer: "https://login.example.com",
    tls: undefined,
    trustedProxies: [],
    database: undefined,
    mail: MAIL,
    wrappingKey: WRAPPED,
  };
  expect(warningsOf(behind, { uid: 0 }).join("\n")).toMatch(
    /root, which it never needs[\s\S]*NEARSIDE_TRUSTED_PROXIES/,
  );
  const named = { ...behind, trustedProxies: ["10.0.0.7"] };
  expect(warningsOf(named, { uid: 1000 })).toEqual([]);
  expect(warningsOf({ ...behind, issuer: "http://localhost:4790" }, { uid: undefined })).toEqual([]);
});

it("warns that nobody is told of anything by mail, but of a server that is only tried out", () => {
  const warningsFor = (issuer: string, mail: typeof MAIL | undefined) =>
    warningsOf(
      { issuer, tls: undefined, trustedProxies: ["10.0.0.7"], database: undefined, mail, wrappingKey: WRAPPED },
      { uid: 1000 },
    );
  expect(warningsFor("https://login.example.com", undefined).join()).toMatch(/^no mail is sent, .*NEARSIDE_MAIL_HOST/);
  expect(warningsFor("https://login.example.com", MAIL)).toEqual([]);
  expect(warningsFor("http://localhost:4790", undefined)).toEqual([]);
});

it.each([
  ["db.example", "?sslmode=require", 1],
  ["db.example", "?sslmode=disable", 1],
  ["db.example", "?sslmode=verify-ca", 0],
  ["db.example", "", 0],
  ["127.0.0.1", "", 0],
  ["localhost", "?host=/run/postgresql", 0],
])("warns of a database on another machine that does not prove who it is: %s%s", (host, parameters, warnings) => {
  const { database, ...config } = readConfig({
    env: { DATABASE_URL: `postgres://u:secret@${host}/d${parameters}` },
    workingFolder: "/",
    defaultDataFolder: "/d",
  });
  const shown = warningsOf({ ...config, database, mail: MAIL, wrappingKey: WRAPPED }, { uid: 1000 });
  expect(shown).toHaveLength(warnings);
  expect(shown.join()).not.toContain("secret");
});
