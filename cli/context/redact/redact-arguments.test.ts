import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactArguments, redactText } from "./redact-arguments.ts";

const SECRET = "hunter2";
const JWT =
  "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2ln";
const PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIGh1bnRlcjI\nhunter2 hunter2\n-----END EC PRIVATE KEY-----";

/** Command lines in the form of a shell. `hunter2` must not be seen. */
describe("redactArguments removes", () => {
  it.each<[string, string[], string]>([
    ["a long flag's next word", ["deploy", "--password", SECRET, "prod"], "deploy --password [removed] prod"],
    ["a long flag's own value", ["deploy", `--password=${SECRET}`], "deploy --password=[removed]"],
    ["a value with spaces", ["x", "--passphrase", `my ${SECRET} phrase`], "x --passphrase [removed]"],
    ["a value that begins with a dash", ["x", "--password", `-${SECRET}`], "x --password [removed]"],
    ["an attached value with spaces", ["x", `--token=my ${SECRET}`], "x --token=[removed]"],
    [
      "camel and snake case",
      ["x", `--clientSecret=${SECRET}`, `--api_key=${SECRET}`],
      "x --clientSecret=[removed] --api_key=[removed]",
    ],
    [
      "single-dash long flags",
      ["keytool", "-storepass", SECRET, "-alias", "prod"],
      "keytool -storepass [removed] -alias prod",
    ],
    [
      "Java properties",
      ["java", `-Djavax.net.ssl.keyStorePassword=${SECRET}`],
      "java -Djavax.net.ssl.keyStorePassword=[removed]",
    ],
    ["environment before a command", ["env", `GITHUB_TOKEN=${SECRET}`, "make"], "env GITHUB_TOKEN=[removed] make"],
    [
      "environment in a flag",
      ["docker", "run", "-e", `DB_PASS=${SECRET}`, "-p", "80:80", "web"],
      "docker run -e DB_PASS=[removed] -p 80:80 web",
    ],
    ["environment attached to a flag", ["docker", "run", `-eDB_TOKEN=${SECRET}`], "docker run -eDB_TOKEN=[removed]"],
    ["mysql's -p", ["mysql", "-uroot", `-p${SECRET}`, "shop"], "mysql -uroot -p[removed] shop"],
    [
      "mysql behind sudo and a path",
      ["sudo", "/usr/bin/mysqldump", `-p${SECRET}`],
      "sudo /usr/bin/mysqldump -p[removed]",
    ],
    [
      "sshpass, but not the port of its ssh",
      ["sshpass", "-p", SECRET, "ssh", "-p", "22", "host"],
      "sshpass -p [removed] ssh -p 22 host",
    ],
    ["docker login", ["docker", "login", "-u", "me", "-p", SECRET], "docker login -u me -p [removed]"],
    ["curl's user", ["curl", "-u", `me:${SECRET}`, "https://a.example/"], "curl -u me:[removed] https://a.example/"],
    [
      "curl's user, attached",
      ["curl", `-ume:${SECRET}`, `--proxy-user=me:${SECRET}`],
      "curl -ume:[removed] --proxy-user=me:[removed]",
    ],
    ["redis-cli -a", ["redis-cli", "-a", SECRET, "get", "x"], "redis-cli -a [removed] get x"],
    ["smbclient -U", ["smbclient", "-U", `me%${SECRET}`, "//a/b"], "smbclient -U me%[removed] //a/b"],
    ["openssl pass:", ["openssl", "rsa", "-passin", `pass:${SECRET}`], "openssl rsa -passin pass:[removed]"],
    ["positions", ["htpasswd", "-b", "file", "me", SECRET], "htpasswd -b file me [removed]"],
    ["other positions", ["rabbitmqctl", "add_user", "me", SECRET], "rabbitmqctl add_user me [removed]"],
    ["vault login", ["vault", "login", SECRET], "vault login [removed]"],
    [
      "settings",
      ["aws", "configure", "set", "aws_secret_access_key", SECRET],
      "aws configure set aws_secret_access_key [removed]",
    ],
    [
      "npm settings",
      ["npm", "config", "set", "//r.example/:_authToken", SECRET],
      "npm config set //r.example/:_authToken [removed]",
    ],
    ["Authorization headers", ["curl", "-H", `Authorization: Bearer ${SECRET}`], "curl -H Authorization: [removed]"],
    [
      "any case, no space",
      ["curl", `-Hauthorization:Basic`, "-H", `X-API-KEY:${SECRET}`],
      "curl -Hauthorization:[removed] -H X-API-KEY:[removed]",
    ],
    ["cookies", ["curl", "-H", `Cookie: a=1; sid=${SECRET}`], "curl -H Cookie: [removed]"],
    ["bearer words", ["x", "Bearer", SECRET], "x Bearer [removed]"],
    ["JWTs", ["x", JWT, `--assertion=${JWT}`], "x [removed] --assertion=[removed]"],
    ["AWS key ids", ["x", "AKIAIOSFODNN7EXAMPLE"], "x [removed]"],
    ["AWS secrets", ["x", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE9Q"], "x [removed]"],
    ["GitHub tokens", ["x", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"], "x [removed]"],
    ["private keys", ["x", "--key", PEM], "x --key [removed]"],
    ["half a private key", ["x", PEM.slice(0, 60)], "x [removed]"],
    ["a URL's credentials", ["psql", `postgres://me:${SECRET}@db/shop`], "psql postgres://[removed]@db/shop"],
    [
      "a URL's lone token",
      ["git", "clone", `https://${SECRET}@github.com/a/b.git`],
      "git clone https://[removed]@github.com/a/b.git",
    ],
    ["a password with / and @", ["x", `amqp://me:${SECRET}/x@y${SECRET}@mq:5672/v`], "x amqp://[removed]@mq:5672/v"],
    ["credentials without a scheme", ["x", `me:${SECRET}@host`], "x me:[removed]@host"],
    [
      "fields of a URL",
      ["x", `https://a.example/cb?code=${SECRET}&next=/home&sig=${SECRET}#t`],
      "x https://a.example/cb?code=[removed]&next=/home&sig=[removed]#t",
    ],
    ["fields of a form", ["curl", "-d", `user=me&password=${SECRET}&x=1`], "curl -d user=me&password=[removed]"],
    [
      "keys of JSON",
      ["curl", "-d", `{"user":"me","password":"a ${SECRET}"}`],
      `curl -d {"user":"me","password":"[removed]`,
    ],
    [
      "keys of spaced JSON",
      ["curl", "-d", `{ "password": "a ${SECRET}", "user": "me" }`],
      `curl -d { "password": "[removed] "user": "me" }`,
    ],
    [
      "connection strings",
      ["x", `Server=db;User Id=sa;Password=${SECRET};Database=shop`],
      "x Server=db;User Id=sa;Password=[removed];Database=shop",
    ],
    [
      "random strings",
      ["x", "Zk3vQ9tR7mW2xB8nL4pH", "--id=f3a9c1d27b604e58a1c3d5e7f9021b3d"],
      "x [removed] --id=[removed]",
    ],
    [
      "random parts of paths",
      ["curl", "https://hooks.example/services/T00000000/B00000000/Xk29dLq0ZpW8vR5tYbN3mC1a"],
      "curl https://hooks.example/services/T00000000/B00000000/[removed]",
    ],
    [
      "command lines in arguments",
      ["sh", "-c", `mysql -p'${SECRET} x' && curl -u "me:${SECRET}" a`],
      `sh -c mysql -p[removed] && curl -u "me:[removed]" a`,
    ],
    ["command lines in those", ["ssh", "h", `sh -c "mysql -p${SECRET} shop"`], `ssh h sh -c "mysql -p[removed] shop"`],
    ["command lines in flags", ["x", `--command=mysql -p${SECRET} shop`], "x --command=mysql -p[removed] shop"],
    [
      "command lines quoted in flags",
      ["sh", "-c", `x --command="mysql -p${SECRET} shop" y`],
      `sh -c x --command="mysql -p[removed] shop" y`,
    ],
    ["an open quote", ["sh", "-c", `deploy --password "a ${SECRET}`], `sh -c deploy --password "[removed]`],
    ["huge arguments", ["x", `${"a ".repeat(3000)}${SECRET}`], "x [removed]"],
  ])("%s", (_what, argv, shown) => {
    const redacted = redactArguments(argv);
    expect(redacted.join(" ")).toBe(shown);
    expect(redacted).toHaveLength(argv.length);
  });
});

describe("redactArguments keeps", () => {
  it.each([
    "deploy prod --region eu-central-1 --replicas 3 --dry-run",
    "git checkout 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "git commit -m WIP --author=Zoë",
    "kubectl get pods -n internationalization-team web-7d9f8b6c5d-x2x4q",
    "nearside login --scope openid,profile --resource https://api.shop.example:8443/v1/orders?page=2&size=50",
    "node /home/zoe/src/very-long-project-name/node_modules/.bin/vitest run cli/context/neutralise.test.ts",
    "docker run --rm -it -p 8080:80 nginx:1.27@sha256:0f3e1d2c3b4a59687766554433221100ffeeddccbbaa99887766554433221100",
    "psql -h db.internal -p 5432 -U shop",
    "ssh -p 2222 git@github.com",
    "git clone ssh://git@github.com/company/repository.git",
    "vault read secret/data/shop",
    "gh auth login --with-token --hostname github.com",
    "x --password-file /run/secrets/db --token-url https://id.example/token --max-tokens 4000 --password-stdin",
    "x --no-password deploy --tokenizer wordpiece --bypass yes --compass north --author me",
    "x --request 0a1b2c3d-4e5f-6789-abcd-ef0123456789",
    "npm install react@npm:react-beta@19.0.0 @scope/package@1.2.3-rc.1",
    "C:\\Users\\Zoe\\AppData\\Local\\Programs\\nearside\\nearside.exe login",
    "/nix/store/0c2ai7s8wq3v5x9z1b4d6f8h0j2k4m6n-nodejs-24.21.0/bin/node app.js",
    "docker run -v /home/zoe/data:/var/lib/postgresql/data postgres:16-alpine3.20",
    "make PWD=/home/zoe CFLAGS=-O2 VERBOSE=1 DEBUG_TOKEN=false",
    "mysql -p shop",
    "pass show company/mail",
    "echo reset password now",
    "python3.12 -m http.server 8000 --bind 127.0.0.1",
    "20261124T101500Z-backup-production-eu1.tar.gz",
    "linux-image-6.18.44-cloud-amd64-unsigned_6.18.44-1_amd64.deb",
  ])("%s", (line) => {
    expect(redactArguments(line.split(" ")).join(" ")).toBe(line);
  });
});

describe("redactText", () => {
  it.each([
    [
      `curl -H Authorization: Bearer ${SECRET} https://a.example`,
      "curl -H Authorization: Bearer [removed] https://a.example",
    ],
    [`sh -c TOKEN=${SECRET} deploy;mysql -p${SECRET}`, "sh -c TOKEN=[removed] deploy;mysql -p[removed]"],
    [`x ${PEM} y`, "x [removed] y"],
    ["/usr/lib/chromium/chromium --type=utility --lang=de", "/usr/lib/chromium/chromium --type=utility --lang=de"],
  ])("reads %s", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it("gives up on what is nested too deeply, by removing it", () => {
    let line = `x --password ${SECRET}`;
    for (let depth = 0; depth < 8; depth += 1) line = `sh -c ${depth % 2 === 0 ? `"${line}"` : `'${line}'`}`;
    expect(redactText(line)).not.toContain(SECRET);
  });
});

describe("redaction", () => {
  // A value that a name calls secret is gone, whatever the shape of the command line.
  const word = fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" })
    .filter((text) => !/hunter/.test(text));
  const secret = fc.string({ maxLength: 20, unit: "grapheme-ascii" }).map((text) => `q${text}hunter2`);
  const flag = fc.constantFrom(
    "--password",
    "--api-key",
    "--client-secret",
    "-token",
    "--auth-token",
    "--pin",
    "--db.passwd",
  );

  it("never shows a named secret, whatever its characters and its neighbours", () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 4 }),
        flag,
        secret,
        fc.array(word, { maxLength: 3 }),
        (before, name, value, after) => {
          const detached = redactArguments(["x", ...before, name, value, ...after]);
          const attached = redactArguments(["x", ...before, `${name}=${value}`, ...after]);
          expect(detached.join(" ")).not.toContain("hunter2");
          expect(attached.join(" ")).not.toContain("hunter2");
        },
      ),
    );
  });

  it("neither throws nor stalls on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        redactText(text);
        redactArguments([text, text]);
      }),
    );
    // This measures the work of this process alone, whatever else the machine works on.
    const before = process.cpuUsage();
    for (const part of [
      "a",
      "'",
      '"',
      "\\",
      "a=",
      "a:",
      "://",
      "@",
      "-",
      "a.",
      "-----BEGIN PRIVATE KEY-----",
      "eyJ",
      "/",
      "((",
    ]) {
      redactText(part.repeat(4096 / part.length));
      redactArguments([part.repeat(4096 / part.length)]);
    }
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});
