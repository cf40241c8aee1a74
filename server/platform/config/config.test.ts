import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";

const read = (env: Record<string, string> = {}, file?: unknown) =>
  readConfig({
    env,
    ...(file === undefined ? {} : { file: { text: JSON.stringify(file), folder: "/etc/nearside" } }),
    workingFolder: "/home/op",
    defaultDataFolder: "/srv/nearside/data",
  });

function refusal(env: Record<string, string>, file?: unknown): string {
  try {
    read(env, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("the configuration was taken");
}

const KEY = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};
const API = { id: "api", name: "Orders", resources: ["https://api.example.com"], jwks: { keys: [KEY] } };

describe("defaults", () => {
  it("make a server on this machine only", () => {
    expect(read()).toEqual({
      issuer: "http://localhost:4790",
      listen: { host: "127.0.0.1", port: 4790 },
      tls: undefined,
      dataFolder: "/srv/nearside/data",
      rpId: "localhost",
      rpName: "Nearside",
      admin: "admin",
      policy: { acceptSyncedPasskeys: false, requirePeer: "any", remoteHosts: "none" },
      events: {},
      telemetry: {},
      metadata: { privateAddresses: false },
      recovery: { coolingHours: 24 },
      clientMetadata: { from: [], scopes: [], resources: [], ownNetwork: false },
      redirects: { bearerSeconds: 300 },
      rollOut: { firefoxPackage: undefined },
      rules: { timeZone: "UTC", secondAuthor: false, keepDays: 90 },
      retention: { endedDays: 90, approvedDays: 400, eventsDays: 400 },
      clients: [
        {
          kind: "command_line",
          id: "nearside-cli",
          name: "Nearside command line",
          verified: true,
          scopes: ["openid", "profile", "read", "write"],
          resources: [],
          accessTokenSeconds: 900,
          refreshTokenSeconds: 43_200,
          redirectUris: [],
          source: "built_in",
        },
      ],
      resourceServers: [],
      trustedProxies: [],
      limits: {
        heldPolls: 1000,
        heldPollsPerAddress: 250,
        perAddressPerMinute: 6000,
        loginsPerMachinePerMinute: 60,
        openLoginsPerMachine: 20,
        openLoginsPerUser: 100,
        recordsPerUserPerHour: 1200,
        refreshesPerUserPerMinute: 300,
        exchangesPerResourceServerPerMinute: 3000,
        introspectionsPerResourceServerPerMinute: 60_000,
        connections: 10_000,
        connectionsPerAddress: 2000,
      },
      logLevel: "info",
      logFormat: "auto",
    });
  });

  it("follow the port and the certificate", () => {
    expect(read({ NEARSIDE_PORT: "5000" }).issuer).toBe("http://localhost:5000");
    expect(read({ NEARSIDE_TLS_CERT: "c.pem", NEARSIDE_TLS_KEY: "/k.pem" })).toMatchObject({
      issuer: "https://localhost:4790",
      tls: { cert: "/home/op/c.pem", key: "/k.pem" },
    });
  });
});

describe("sources", () => {
  it("are the file, and the environment over it, leaf by leaf", () => {
    const file = { listen: { host: "::1", port: 80 }, dataDir: "data", policy: { requirePeer: "same" } };
    const config = read({ NEARSIDE_PORT: "81", NEARSIDE_ACCEPT_SYNCED_PASSKEYS: "true", HOME: "/root" }, file);
    expect(config.listen).toEqual({ host: "::1", port: 81 });
    expect(config.policy).toEqual({ acceptSyncedPasskeys: true, requirePeer: "same", remoteHosts: "none" });
    expect(config.dataFolder).toBe("/etc/nearside/data");
    expect(read({}, { policy: { tpmRoots: "tpm.pem" } }).policy.tpmRoots).toBe("/etc/nearside/tpm.pem");
    expect(read({}, { metadata: { source: "blob.jwt", roots: "root.pem" } }).metadata).toEqual({
      source: "/etc/nearside/blob.jwt",
      roots: "/etc/nearside/root.pem",
      privateAddresses: false,
    });
    const address = "https://mds3.fidoalliance.org/";
    expect(read({ NEARSIDE_METADATA: address }).metadata.source).toBe(address);
    expect(read({ NEARSIDE_TPM_ROOTS: "tpm.pem" }, file).policy.tpmRoots).toBe("/home/op/tpm.pem");
    expect(read({ NEARSIDE_DATA_DIR: "data" }, file).dataFolder).toBe("/home/op/data");
  });

  it("take a parent domain as rp id", () => {
    const env = { NEARSIDE_ISSUER: "https://login.example.com", NEARSIDE_RP_ID: "example.com" };
    expect(read(env).rpId).toBe("example.com");
  });

  it("leave the variables of the other parts alone", () => {
    const others = { NEARSIDE_BROWSER: "/usr/bin/chromium", NEARSIDE_CLI_HOME: "/x", NEARSIDE_HOME: "/y" };
    expect(() => read({ ...others, NEARSIDE_PROFILE: "work" })).not.toThrow();
    expect(() =>
      read({ NEARSIDE_ACCESS_TOKEN: "of nearside exec", NEARSIDE_PROXY_URL: "http://127.0.0.1:1" }),
    ).not.toThrow();
  });

  it("name the APIs that may ask, with their public keys", () => {
    expect(read({}, { resourceServers: [API] }).resourceServers).toEqual([
      {
        kind: "resource_server",
        ...API,
        exchange: { resources: [], scopes: [] },
        introspectionJwt: { alg: "ES256" },
        source: "file",
      },
    ]);
  });

  it("name the proxies before the server, in a list", () => {
    const behind = { NEARSIDE_ISSUER: "https://login.example.com", NEARSIDE_HOST: "0.0.0.0" };
    const proxies = ["10.0.0.7", "fd00::/8"];
    expect(read({ ...behind, NEARSIDE_TRUSTED_PROXIES: "10.0.0.7, fd00::/8" }).trustedProxies).toEqual(proxies);
    expect(read({ NEARSIDE_HOST: "::" }, { trustedProxies: proxies }).trustedProxies).toEqual(proxies);
  });
});

describe("the database", () => {
  const place = (url: string) => read({ DATABASE_URL: url }).database;

  it("is the embedded one where none is named", () => {
    expect(read().database).toBeUndefined();
  });

  it("is on a socket, on this machine, or on another one, which has to prove who it is", () => {
    expect(place("postgres://nearside@localhost/n?host=/run/postgresql")).toMatchObject({
      ...{ host: "/run/postgresql", port: 5432, user: "nearside", database: "n", tls: "disable", connections: 10 },
    });
    expect(place("postgresql://u:p@[::1]:5433/d")).toMatchObject({ host: "::1", port: 5433, tls: "disable" });
    expect(place("postgres://u:p@%2Frun%2Fpostgresql/d")).toMatchObject({ host: "/run/postgresql", tls: "disable" });
    expect(place("postgres://u:p@db.example/d")).toMatchObject({ host: "db.example", tls: "verify-full" });
    const lax = place("postgres://u:p@db.example/d?sslmode=require&sslrootcert=/etc/ca.pem");
    expect(lax).toMatchObject({ tls: "require", rootCertificate: "/etc/ca.pem" });
  });

  it("keeps its password out of whatever shows the configuration", () => {
    const config = read({ DATABASE_URL: "postgres://u%40d:p%40ss%2Fword@h/d" });
    expect(config.database).toMatchObject({ user: "u@d", isInFile: false });
    expect(config.database?.password()).toBe("p@ss/word");
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toMatch(/p(@|%40)ss/);
    expect(read({}, { databaseUrl: "postgres://u:p@h/d" }).database?.isInFile).toBe(true);
    expect(read({ DATABASE_URL: "postgres://u:p@h/d" }, { databaseUrl: "postgres://x:y@z/d" }).database?.host).toBe(
      "h",
    );
  });
});

describe("mail", () => {
  const HOST = { NEARSIDE_MAIL_HOST: "smtp.example.com", NEARSIDE_MAIL_FROM: "nearside@example.com" };
  const mail = (env: Record<string, string>, file?: unknown) => read(env, file).mail;

  it("is not sent where nothing is set", () => {
    expect(mail({})).toBeUndefined();
  });

  it("goes by STARTTLS unless another way is named, each with its port", () => {
    expect(mail(HOST)).toEqual({
      host: "smtp.example.com",
      port: 587,
      tls: "starttls",
      roots: undefined,
      from: "nearside@example.com",
      signIn: undefined,
      tellAdministrators: true,
    });
    expect(mail({ ...HOST, NEARSIDE_MAIL_TLS: "implicit" })?.port).toBe(465);
    expect(mail({ ...HOST, NEARSIDE_MAIL_TLS: "none", NEARSIDE_MAIL_HOST: "127.0.0.1" })?.port).toBe(25);
    expect(mail({ ...HOST, NEARSIDE_MAIL_PORT: "2525", NEARSIDE_MAIL_TELL_ADMINISTRATORS: "false" })).toMatchObject({
      port: 2525,
      tellAdministrators: false,
    });
  });

  it("keeps its password in a file of its own or in the environment, and out of whatever shows the configuration", () => {
    const file = { mail: { host: "h", from: "a@example.com", user: "u", passwordFile: "password", roots: "r.pem" } };
    expect(mail({}, file)).toMatchObject({
      roots: "/etc/nearside/r.pem",
      signIn: { user: "u", password: { file: "/etc/nearside/password" } },
    });
    const config = read({ ...HOST, NEARSIDE_MAIL_USER: "u", NEARSIDE_MAIL_PASSWORD: "p@ss word" });
    const { password } = config.mail?.signIn ?? {};
    expect(typeof password === "function" && password()).toBe("p@ss word");
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain("p@ss");
    const inFile = refusal({}, { mail: { ...file.mail, passwordFile: undefined, password: "p@ss word" } });
    expect(inFile).toContain(
      "mail.passwordFile must name a separate file with the password, which must not be in the configuration file",
    );
    expect(inFile).not.toContain("p@ss");
  });

  it.each<[Record<string, string>, string]>([
    [{ NEARSIDE_MAIL_FROM: "nearside@example.com" }, 'mail.host is missing. Example: "mail.host": "smtp.example.com"'],
    [{ NEARSIDE_MAIL_HOST: "smtp.example.com" }, "mail.from is missing"],
    [{ ...HOST, NEARSIDE_MAIL_FROM: "Nearside <n@example.com>" }, "NEARSIDE_MAIL_FROM must be one address"],
    [{ ...HOST, NEARSIDE_MAIL_FROM: "n@example.com\nBcc: x@y.example" }, "NEARSIDE_MAIL_FROM must be one address"],
    [
      { ...HOST, NEARSIDE_MAIL_TLS: "none" },
      "NEARSIDE_MAIL_TLS must be starttls or implicit: mail goes without TLS only",
    ],
    [{ ...HOST, NEARSIDE_MAIL_TLS: "off" }, "NEARSIDE_MAIL_TLS must be starttls, implicit or none"],
    [{ ...HOST, NEARSIDE_MAIL_PORT: "0" }, "NEARSIDE_MAIL_PORT must be a whole number from 1 to 65535"],
    [{ ...HOST, NEARSIDE_MAIL_USER: "u" }, "NEARSIDE_MAIL_USER and a password must be set together"],
    [{ ...HOST, NEARSIDE_MAIL_PASSWORD: "secret" }, "mail.user and a password must be set together"],
    [
      { ...HOST, NEARSIDE_MAIL_USER: "u", NEARSIDE_MAIL_PASSWORD: "secret", NEARSIDE_MAIL_PASSWORD_FILE: "/f" },
      "NEARSIDE_MAIL_PASSWORD_FILE must not be set together with a password",
    ],
    [{ ...HOST, NEARSIDE_MAIL_USER: "u", NEARSIDE_MAIL_PASSWORD: "a\nsecret" }, "NEARSIDE_MAIL_PASSWORD must be"],
  ])("%j", (env, message) => {
    expect(refusal(env)).toContain(message);
    expect(refusal(env)).not.toContain("secret\n");
  });
});

describe("a wrong value stops the start and names itself", () => {
  it.each([
    [{ NEARSIDE_PORT: "80a" }, "NEARSIDE_PORT must be a whole number from 1 to 65535. Example: NEARSIDE_PORT=4790"],
    [{ NEARSIDE_PORT: "0" }, "NEARSIDE_PORT must be a whole number"],
    [{ NEARSIDE_PORT: "" }, "NEARSIDE_PORT must be a whole number"],
    [{ NEARSIDE_PORTS: "1" }, "NEARSIDE_PORTS is not a setting. The nearest one is NEARSIDE_PORT."],
    [{ NEARSIDE_ISSUER: "https://a.example/" }, "NEARSIDE_ISSUER must be an origin"],
    [{ NEARSIDE_ISSUER: "https://a.example/path" }, "NEARSIDE_ISSUER must be an origin"],
    [{ NEARSIDE_ISSUER: "https://A.example" }, "NEARSIDE_ISSUER must be an origin"],
    [{ NEARSIDE_ISSUER: "https://a.example:443" }, "NEARSIDE_ISSUER must be an origin"],
    [{ NEARSIDE_ISSUER: "https://u:p@a.example" }, "NEARSIDE_ISSUER must be an origin"],
    [{ NEARSIDE_ISSUER: "http://a.example" }, "(http:// only for localhost)"],
    [{ NEARSIDE_ISSUER: "http://127.0.0.1:4790" }, "passkeys can't belong to an IP address"],
    [{ NEARSIDE_ISSUER: "https://10.0.0.1" }, "passkeys can't belong to an IP address"],
    [
      { NEARSIDE_RP_ID: "example.com" },
      "NEARSIDE_RP_ID must be the issuer's host localhost or one of its parent domains",
    ],
    [{ NEARSIDE_ISSUER: "https://a.example.com", NEARSIDE_RP_ID: "com" }, "NEARSIDE_RP_ID must be"],
    [{ NEARSIDE_ISSUER: "https://aexample.com", NEARSIDE_RP_ID: "example.com" }, "NEARSIDE_RP_ID must be"],
    [{ NEARSIDE_ADMIN: "Admin" }, "NEARSIDE_ADMIN must be at most 128 lower-case letters"],
    [{ NEARSIDE_ACCEPT_SYNCED_PASSKEYS: "yes" }, "NEARSIDE_ACCEPT_SYNCED_PASSKEYS must be true or false"],
    [{ NEARSIDE_REQUIRE_PEER: "always" }, "NEARSIDE_REQUIRE_PEER must be any or same"],
    [{ NEARSIDE_ISSUER: "https://a.example.co.uk", NEARSIDE_RP_ID: "co.uk" }, "not one under which other people can"],
    [{ NEARSIDE_HOST: "0.0.0.0" }, "NEARSIDE_HOST is an address that other machines reach"],
    [{ NEARSIDE_HOST: "::", NEARSIDE_ISSUER: "https://a.example" }, "or name the proxy that speaks TLS for it in"],
    [{ NEARSIDE_TRUSTED_PROXIES: "" }, "NEARSIDE_TRUSTED_PROXIES must be an address or a network"],
    [{ NEARSIDE_TRUSTED_PROXIES: "10.0.0.0/33" }, "NEARSIDE_TRUSTED_PROXIES must be an address or a network"],
    [{ NEARSIDE_TRUSTED_PROXIES: "proxy.example" }, "Example: NEARSIDE_TRUSTED_PROXIES=10.0.0.7,fd00::/8"],
    [{ NEARSIDE_LIMIT_PER_ADDRESS: "0" }, "NEARSIDE_LIMIT_PER_ADDRESS must be a whole number from 600 to 1000000"],
    [{ NEARSIDE_LIMIT_OPEN_PER_MACHINE: "off" }, "NEARSIDE_LIMIT_OPEN_PER_MACHINE must be a whole number"],
    [{ NEARSIDE_HELD_POLLS: "-1" }, "NEARSIDE_HELD_POLLS must be a whole number"],
    [{ NEARSIDE_DATABASE_CONNECTIONS: "1" }, "NEARSIDE_DATABASE_CONNECTIONS must be a whole number from 2 to 1000"],
    [{ DATABASE_URL: "" }, "DATABASE_URL must be postgres://user:password@host:port/database. Example: DATABASE_URL=p"],
    [{ DATABASE_URL: "mysql://u:secret@h/d" }, "DATABASE_URL must be postgres://user:password@host:port/database."],
    [{ DATABASE_URL: "postgres://u:secret@h" }, "user, host and database are all needed"],
    [{ DATABASE_URL: "postgres://h/d" }, "user, host and database are all needed"],
    [{ DATABASE_URL: "postgres://u:secret%@h/d" }, "with % and two digits for other characters"],
    [{ DATABASE_URL: "postgres://u:secret%00@h/d" }, "DATABASE_URL must not contain control characters"],
    [{ DATABASE_URL: "postgres://u:secret@h/d?ssl=secret" }, "The parameters are host, sslmode and sslrootcert"],
    [{ DATABASE_URL: "postgres://u:secret@h/d?sslmode=disable&sslmode=require" }, "an unknown parameter, or one twice"],
    [
      { DATABASE_URL: "postgres://u:secret@h/d?sslmode=prefer" },
      "an sslmode of disable, require, verify-ca or verify-full",
    ],
    [{ DATABASE_URL: "postgres://u:secret@h/d?sslrootcert=ca.pem" }, "must have sslrootcert as an absolute path"],
    [{ DATABASE_URL: "postgres://u:secret@h/d?host=other" }, "only as the absolute path of a socket's folder"],
    [{ DATABASE_URL: "postgres://u@h/d?host=/run&sslmode=require" }, "on a socket of this machine, which has none"],
    [{ NEARSIDE_LOG_FORMAT: "xml" }, "NEARSIDE_LOG_FORMAT must be auto, text or json"],
    [{ NEARSIDE_LOG_LEVEL: "loud" }, "NEARSIDE_LOG_LEVEL must be trace, debug"],
    [{ NEARSIDE_RP_NAME: "a\u001b[31m" }, "NEARSIDE_RP_NAME must be a name"],
    [{ NEARSIDE_TLS_CERT: "c.pem" }, 'tls.key is missing. Example: "tls.key": "/etc/nearside/key.pem"'],
    [
      { NEARSIDE_TLS_CERT: "c", NEARSIDE_TLS_KEY: "k", NEARSIDE_ISSUER: "http://localhost:4790" },
      "NEARSIDE_ISSUER must start with https:// because a TLS certificate is set",
    ],
  ])("%j", (env, message) => {
    expect(refusal(env)).toContain(message);
  });

  it.each([
    [{ listne: {} }, "listne is not a setting. The nearest one is listen."],
    [{ listen: 1 }, "listen "],
    [{ policy: { requirePeers: "any" } }, "policy.requirePeers is not a setting"],
    [
      { metadata: { source: "http://mds3.fidoalliance.org/" } },
      "metadata.source must be an address that starts with https:// or the path of a file",
    ],
    [{ metadata: { source: "https://u:p@mds.example/" } }, "metadata.source must not have a user name or a password"],
    [{ listen: { port: "80" } }, 'listen.port must be a whole number from 1 to 65535. Example: "listen.port": 4790'],
    [{ clients: [] }, "clients must name at least one client."],
    [{ clients: [{ id: "a b", name: "x" }] }, "clients.0.id must have only letters, digits"],
    [{ clients: [{ id: "configured", name: "x" }] }, "clients.0.id must not be `configured`"],
    [{ resourceServers: [{ ...API, id: ".." }] }, "resourceServers.0.id must not be `configured`, `.` or `..`"],
    [{ clients: [{ id: "a" }] }, "clients.0.name is missing."],
    [{ clients: [{ id: "a", name: "x", accessTokenSeconds: 86_400 }] }, "clients.0.accessTokenSeconds must be a whole"],
    [{ clients: [{ id: "a", name: "x", resources: ["/x"] }] }, "clients.0.resources.0 must be an absolute URL"],
    [
      {
        clients: [
          { id: "a", name: "x" },
          { id: "a", name: "y" },
        ],
      },
      "clients must not name an id twice.",
    ],
    [{ clients: [{ id: "a", name: "x", redirectUris: ["http://evil/x"] }] }, "clients.0.redirectUris.0 must be a"],
    [
      { clients: [{ id: "a", name: "x", redirectUris: ["http://localhost/x"] }] },
      "clients must name loopback addresses by number, such as http://127.0.0.1/callback; localhost is only for a client",
    ],
    [
      { clients: [{ id: "a", name: "x", redirectUris: [], redirectGrant: {} }] },
      "clients must name the redirectUris of a client with a redirectGrant",
    ],
    [{ resourceServers: [{ ...API, jwks: undefined }] }, "resourceServers.0.jwks is missing."],
    [{ resourceServers: [{ ...API, resources: [] }] }, "resourceServers.0.resources must name at least one audience"],
    [{ resourceServers: [{ ...API, jwks: { keys: [{ ...KEY, d: "x" }] } }] }, "keys.0 has a private part, which only"],
    [{ resourceServers: [{ ...API, jwks: { keys: [] } }] }, "resourceServers.0.jwks.keys must have at least one key."],
    [{ resourceServers: [{ ...API, exchange: { audiences: [] } }] }, "exchange.audiences is not a setting"],
    [{ resourceServers: [API, API] }, "resourceServers must not name an id twice."],
    [{ resourceServers: [{ ...API, id: "nearside-cli" }] }, "resourceServers must not use an id that clients uses."],
    [[], "NEARSIDE_CONFIG names a file that is not a JSON object."],
  ])("in the file: %j", (file, message) => {
    expect(refusal({}, file)).toContain(message);
  });

  it("all at once, and without the values", () => {
    const message = refusal({
      NEARSIDE_PORT: "secret-port",
      NEARSIDE_ADMIN: "secret admin",
      NEARSIDE_TYPO: "secret-typo",
      DATABASE_URL: "postgres://u:secret@h/d?sslmode=secret",
    });
    expect(message.split("\n")).toHaveLength(5);
    expect(message).not.toMatch(/secret/);
  });

  it("unless what is no JSON is a comment, or a comma that is left over", () => {
    const text = `// settings
{ /* the address */ "issuer": "https://login.example.com", // not "http://localhost"
  "rpName": "// no comment", }`;
    const { issuer, rpName } = readConfig({
      ...{ env: {}, file: { text, folder: "/" }, workingFolder: "/", defaultDataFolder: "/d" },
    });
    expect([issuer, rpName]).toEqual(["https://login.example.com", "// no comment"]);
  });

  it("and the file of the Debian package has none, as it ships and with every line uncommented", () => {
    const shipped = readFileSync(new URL("../../../deploy/debian/server.jsonc", import.meta.url), "utf8");
    const of = (text: string) =>
      readConfig({ env: {}, file: { text, folder: "/" }, workingFolder: "/", defaultDataFolder: "/d" });
    expect(of(shipped).dataFolder).toBe("/var/lib/nearside");
    const all = of(shipped.replaceAll(/^( *)\/\/ "/gm, '$1"'));
    expect(all).toMatchObject({
      issuer: "https://login.example.com",
      rpId: "example.com",
      mail: { host: "smtp.example.com" },
    });
  });

  it("when the file is no JSON", () => {
    const broken = () =>
      readConfig({ env: {}, file: { text: "{", folder: "/" }, workingFolder: "/", defaultDataFolder: "/d" });
    expect(broken).toThrow("NEARSIDE_CONFIG names a file that is not JSON.");
  });
});

describe("the wrapping key", () => {
  const wrappingKey = (env: Record<string, string>, file?: unknown) => read(env, file).wrappingKey;

  it("is undefined where nothing is set", () => {
    expect(wrappingKey({})).toBeUndefined();
  });

  it("comes from a file, a credential of systemd, or the environment, and is in nothing that shows the configuration", () => {
    const setting = "wrappingKey.file";
    expect(wrappingKey({ NEARSIDE_WRAPPING_KEY_FILE: "key" })).toEqual({ path: "/home/op/key", setting });
    expect(wrappingKey({}, { wrappingKey: { file: "key" } })).toEqual({ path: "/etc/nearside/key", setting });
    const unit = { CREDENTIALS_DIRECTORY: "/run/credentials/nearside.service" };
    const path = "/run/credentials/nearside.service/wrap";
    const credential = { path, setting: "wrappingKey.credential" };
    expect(wrappingKey({ ...unit, NEARSIDE_WRAPPING_KEY_CREDENTIAL: "wrap" })).toEqual(credential);
    expect(wrappingKey(unit, { wrappingKey: { credential: "wrap" } })).toEqual(credential);
    const inShell = { missing: "wrap", setting: "wrappingKey.credential" }; // a command in a shell needs no key
    expect(wrappingKey({ NEARSIDE_WRAPPING_KEY_CREDENTIAL: "wrap" })).toEqual(inShell);
    const config = read({ NEARSIDE_WRAPPING_KEY: "s3cret" });
    expect(config.wrappingKey !== undefined && "text" in config.wrappingKey && config.wrappingKey.text()).toBe(
      "s3cret",
    );
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain("s3cret");
  });

  it.each<[Record<string, string>, unknown, string]>([
    [
      { NEARSIDE_WRAPPING_KEY: "s3cret", NEARSIDE_WRAPPING_KEY_FILE: "/f" },
      undefined,
      "NEARSIDE_WRAPPING_KEY_FILE must be the only one",
    ],
    [{}, { wrappingKey: {} }, "wrappingKey.file must be the only one"],
    [{}, { wrappingKey: { key: "s3cret" } }, "wrappingKey.file must name a separate file with the key"],
    [
      { NEARSIDE_WRAPPING_KEY_CREDENTIAL: "../key", CREDENTIALS_DIRECTORY: "/run/c" },
      undefined,
      "NEARSIDE_WRAPPING_KEY_CREDENTIAL must be the name",
    ],
    [{}, { wrappingKey: { path: "/f" } }, "wrappingKey.path is not a setting"],
  ])("%j %j", (env, file, message) => {
    expect(refusal(env, file)).toContain(message);
    expect(refusal(env, file)).not.toContain("s3cret");
  });
});
