// Other people's tools use a login: kubectl, git and curl as Debian ships them, against servers that they know.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveOn, openLogin, startLogin } from "../support/login-page.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import {
  API_ORIGIN,
  createWorld,
  GIT_ORIGIN,
  KUBE_ORIGIN,
  SHORT_CLIENT,
  WORLD_ISSUER,
  type World,
} from "../support/world.ts";

const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];
let world: World;
/** The environment of the victim, with `nearside` in its PATH. */
let env: Record<string, string>;
let gitHost: Process;

beforeAll(async () => {
  world = await createWorld("victim's");
  const { home } = world.victim;
  const bin = join(home, "bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "nearside"),
    `#!/bin/sh\nexec "${process.execPath}" "${repository}/cli/bin/nearside.js" "$@"\n`,
  );
  await chmod(join(bin, "nearside"), 0o755);
  const authority = world.env["NODE_EXTRA_CA_CERTS"] ?? "";
  env = { ...world.env, PATH: `${bin}:${world.env["PATH"]}`, HOME: home, LANG: "C.UTF-8", GIT_SSL_CAINFO: authority };

  const repositories = join(home, "..", "repositories");
  await mkdir(repositories);
  await run("git", ["init", "--bare", "--initial-branch=main", join(repositories, "shop.git")]);
  world.atEnd(
    (await startOrdersApi({ issuer: WORLD_ISSUER, origin: API_ORIGIN, env: world.env, namespace: server() })).stop,
  );
  await startHost("kube-api.ts", KUBE_ORIGIN);
  gitHost = await startHost("git-host.ts", GIT_ORIGIN, repositories);
});
afterAll(() => world?.remove());

const server = (): string => world.hosts.server.namespace;

async function startHost(program: string, origin: string, ...args: readonly string[]): Promise<Process> {
  const { certificateFile, keyFile } = world.tls;
  const host = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/support", program), WORLD_ISSUER, origin, certificateFile, keyFile, ...args],
    env: world.env,
    namespace: server(),
  });
  world.atEnd(host.stop);
  await host.printed(/answers at/);
  return host;
}

const start = (
  command: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Process> =>
  startProcess({
    command,
    args,
    env: { ...env, ...more },
    cwd: world.victim.home,
    namespace: world.hosts.victim.namespace,
  });

/** On the victim's machine, to its end. */
async function run(command: string, args: readonly string[], input = "") {
  const child = await start(command, args);
  child.type(input);
  child.endInput();
  const { code } = await child.ended(30_000);
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}
const nearside = (...args: readonly string[]) => run("nearside", args);

describe("without a login", () => {
  it.each([
    ["token", ["token", "--audience", KUBE_ORIGIN]],
    ["exec", ["exec", "--resource", KUBE_ORIGIN, "--", "touch", "ran"]],
    ["proxy", ["proxy", "--audience", KUBE_ORIGIN, "--", "touch", "ran"]],
    ["kubectl-credential", ["kubectl-credential", "--resource", KUBE_ORIGIN]],
  ])("%s says what to type", async (_command, args) => {
    const { code, stdout, stderr } = await nearside(...args);
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(`nearside login --resource ${KUBE_ORIGIN}`);
    const chosen = await nearside(...args.slice(0, 1), "--user", "admin", ...args.slice(1));
    expect(chosen.stderr).toContain(`nearside login --user admin --resource ${KUBE_ORIGIN}`);
  });

  it("git gets no credential", async () => {
    const { hostname: host } = new URL(GIT_ORIGIN);
    expect(await run("nearside", ["git-credential", "get"], `protocol=https\nhost=${host}\n\n`)).toMatchObject({
      code: 0,
      stdout: "",
    });
  });
});

async function logIn(...options: readonly string[]): Promise<void> {
  const resources = [API_ORIGIN, KUBE_ORIGIN, GIT_ORIGIN].flatMap((each) => ["--resource", each]);
  const { cli, url } = await startLogin(world.victim, ["--scope", "orders:read", ...resources, ...options]);
  const page = await openLogin(world.victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
}

describe("with a login of another program only", () => {
  beforeAll(() => logIn("--client-id", SHORT_CLIENT));

  it.each([
    ["token", ["token", "--resource", KUBE_ORIGIN]],
    ["token for no API", ["token"]],
    ["exec", ["exec", "--resource", KUBE_ORIGIN, "--", "touch", "ran"]],
    ["proxy", ["proxy", "--resource", KUBE_ORIGIN, "--", "touch", "ran"]],
    ["kubectl-credential", ["kubectl-credential", "--resource", KUBE_ORIGIN]],
    ["git-credential", ["git-credential", "get"]],
  ])("%s names that program, and hands nothing out", async (_command, args) => {
    const input = `protocol=https\nhost=${new URL(GIT_ORIGIN).host}\n\n`;
    const { code, stdout, stderr } = await run("nearside", args, input);
    expect([code, stdout], stderr).toEqual([4, ""]);
    expect(stderr).toContain(
      `There is a login of another program, which is used only where --client-id names it: ${SHORT_CLIENT}.`,
    );
    const [command = "", ...others] = args;
    const chosen = await run("nearside", [command, "--client-id", SHORT_CLIENT, ...others], input);
    expect(chosen.code, chosen.stderr).toBe(0);
  });
});

describe("after one login", () => {
  beforeAll(() => logIn());

  describe("nearside token", () => {
    it("gives the token of the login for that audience, in each form", async () => {
      const { stdout } = await nearside("token", "--audience", KUBE_ORIGIN);
      const token = stdout.trim();
      expect(decodeJwt(token)["aud"]).toEqual(expect.arrayContaining([API_ORIGIN, KUBE_ORIGIN, GIT_ORIGIN]));
      const header = await nearside("token", "--audience", `${KUBE_ORIGIN}/`, "--format", "header");
      expect(header.stdout).toBe(`Authorization: DPoP ${token}\n`);
      const proved = await nearside("token", "--audience", API_ORIGIN, "--proof", `GET ${API_ORIGIN}/orders`, "--json");
      expect(JSON.parse(proved.stdout)).toEqual({
        token,
        type: "DPoP",
        expires_at: decodeJwt(token).exp,
        audience: expect.arrayContaining([API_ORIGIN]),
        scope: "orders:read",
        client_id: "nearside-cli",
        proof: expect.stringMatching(/^ey/),
      });
      expect(await nearside("token", "--audience", "https://elsewhere.example")).toMatchObject({ code: 4, stdout: "" });
      expect(await nearside("token", "--audience", API_ORIGIN, "--scope", "deploy")).toMatchObject({
        code: 4,
        stdout: "",
      });
      expect(await nearside("token", "--proof", `GET ${API_ORIGIN}/`, "--format", "raw")).toMatchObject({
        code: 2,
        stdout: "",
      });
    });
  });

  describe("nearside exec", () => {
    it("gives a fresh token by the environment, and never by an argument", async () => {
      const seen =
        'printf "%s %s %s\\n" "$MINE" "$NEARSIDE_TOKEN_TYPE" "$NEARSIDE_TOKEN_EXPIRES_AT"; cat /proc/$$/cmdline /proc/$PPID/cmdline';
      const { code, stdout } = await run("nearside", [
        "exec",
        "--audience",
        API_ORIGIN,
        "--env",
        "MINE",
        "--",
        "sh",
        "-c",
        seen,
      ]);
      const [token = "", type, until] = (stdout.split("\n")[0] ?? "").split(" ");
      expect([code, type]).toEqual([0, "DPoP"]);
      expect(decodeJwt(token).exp).toBe(Number(until));
      expect(Number(until) - Date.now() / 1000).toBeGreaterThan(590);
      expect(stdout.split(token)).toHaveLength(2);
    });

    it("passes everything to the program that it starts: input, output, exit code, signals", async () => {
      expect(await run("nearside", ["exec", "--", "sh", "-c", "cat; echo no >&2; exit 7"], "typed")).toEqual({
        code: 7,
        stdout: "typed",
        stderr: "no\n",
      });
      expect((await nearside("exec", "--", "sh", "-c", "kill -KILL $$")).code).toBe(137);
      const missing = await nearside("exec", "--", "no-such-command");
      expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining("The command was not found") });
      expect(await nearside("exec", "--", "/etc/passwd")).toMatchObject({ code: 126 });

      const patient = await start("nearside", [
        "exec",
        "--",
        "sh",
        "-c",
        "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done",
      ]);
      await patient.printed(/ready/);
      patient.signal("SIGTERM");
      expect(await patient.ended()).toEqual({ code: 3, signal: null });
      expect(patient.stdout()).toContain("told");

      // It tells its starter first of all: nothing is lost before a program could listen.
      const hasty = "trap 'echo told; exit 3' TERM; kill -TERM $PPID; while :; do sleep 0.05; done";
      for (const _ of [1, 2, 3])
        expect(await nearside("exec", "--", "sh", "-c", hasty)).toMatchObject({ code: 3, stdout: "told\n" });
    });
  });

  it("asks a person at the terminal to sign in first, and then runs the command", async () => {
    const args = [
      "exec",
      "--audience",
      API_ORIGIN,
      "--scope",
      "deploy",
      "--",
      "sh",
      "-c",
      'echo "for $NEARSIDE_TOKEN_TYPE"',
    ];
    const shell = await startProcess({
      ...{ command: "nearside", args, env, cwd: world.victim.home, terminal: true },
      namespace: world.hosts.victim.namespace,
    });
    const [url] = await shell.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/);
    const page = await openLogin(world.victim, url);
    await approveOn(page);
    expect(await shell.ended(), shell.stdout()).toEqual({ code: 0, signal: null });
    expect(shell.stdout()).toContain("for DPoP");
    await page.close();
    const { stdout } = await nearside("token", "--audience", API_ORIGIN, "--scope", "deploy", "--json");
    // This login allows everything that the one before allowed, which it replaces.
    expect(JSON.parse(stdout)).toMatchObject({ scope: "orders:read deploy", audience: [API_ORIGIN] });
  });

  describe("nearside proxy", () => {
    it("makes curl's requests valid, with a command and without", async () => {
      const result = await nearside(
        "proxy",
        "--audience",
        API_ORIGIN,
        "--",
        "sh",
        "-c",
        'curl -sS "$NEARSIDE_PROXY_URL/orders"; exit 5',
      );
      expect(result).toMatchObject({ code: 5, stdout: expect.stringContaining("one coffee") });
      const unix = 'curl -sS --unix-socket "$NEARSIDE_PROXY_SOCKET" "$NEARSIDE_PROXY_URL/orders"';
      expect(await nearside("proxy", "--unix", "--audience", API_ORIGIN, "--", "sh", "-c", unix)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("one coffee"),
      });

      const proxy = await start("nearside", ["proxy", "--resource", API_ORIGIN, "--json"]);
      const [, line = ""] = await proxy.printed(/^(\{"proxy".*\})$/m);
      const { url } = JSON.parse(line).proxy;
      for (const _ of [1, 2]) expect((await run("curl", ["-sS", `${url}/orders`])).stdout).toContain("one coffee");
      const stranger = await run("setpriv", [...NOBODY, "curl", "-sS", `${url}/orders`]);
      expect(stranger.stdout).toContain("other_account");
      expect((await run("curl", ["-sS", "-H", "Origin: https://evil.example", `${url}/orders`])).stdout).toContain(
        "from_browser",
      );
      proxy.signal("SIGINT");
      expect(await proxy.ended()).toEqual({ code: 130, signal: null });
    });

    it("asks the person at the terminal for what the API demands beyond that, and else says what to type", async () => {
      const clear = 'curl -sS -X DELETE "$NEARSIDE_PROXY_URL/orders"';
      const args = ["proxy", "--audience", API_ORIGIN, "--", "sh", "-c", clear];
      const result = await nearside(...args);
      expect(result.stdout).toContain("insufficient_scope");
      expect(result.stderr).toMatch(
        /does not accept that login for this\. Run: nearside login .*--scope '[a-z: ]*orders:write'/,
      );
      const shell = await startProcess({
        ...{ command: "nearside", args, env, cwd: world.victim.home, terminal: true },
        namespace: world.hosts.victim.namespace,
      });
      const [url] = await shell.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/);
      const page = await openLogin(world.victim, url);
      await approveOn(page);
      expect(await shell.ended(), shell.stdout()).toEqual({ code: 0, signal: null });
      expect(shell.stdout()).toContain('{"gone":');
      await page.close();
    });
  });

  describe("kubectl", () => {
    it("gets its token by the plugin", async () => {
      const set = (...args: readonly string[]) => run("kubectl", ["config", ...args]);
      await set(
        "set-cluster",
        "shop",
        `--server=${KUBE_ORIGIN}`,
        `--certificate-authority=${env["NODE_EXTRA_CA_CERTS"]}`,
      );
      await set(
        ...["set-credentials", "nearside", "--exec-api-version=client.authentication.k8s.io/v1"],
        ...["--exec-interactive-mode=IfAvailable", "--exec-provide-cluster-info"],
        ...["--exec-command=nearside", "--exec-arg=kubectl-credential"],
      );
      await set("set-context", "shop", "--cluster=shop", "--user=nearside");
      await set("use-context", "shop");
      expect(await run("kubectl", ["get", "pods"])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^bearer-us-\S+ /m),
      });
    });

    it("gets through the proxy, with the proof that it can't make", async () => {
      const kubectl = 'kubectl --kubeconfig /dev/null --server "$NEARSIDE_PROXY_URL"';
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "new" } };
      const creating = `printf %s '${JSON.stringify(pod)}' | ${kubectl} create --validate=false -f -`;
      const both = ["--", "sh", "-c", `${kubectl} get pods && ${creating}`];
      const { code, stdout, stderr } = await nearside("proxy", "--audience", KUBE_ORIGIN, ...both);
      expect(stdout, stderr).toMatch(/^proof-us-\S+ .*^pod\/new created$/ms);
      expect(code).toBe(0);
    });
  });

  describe("git", () => {
    const repositoryUrl = `${GIT_ORIGIN}/shop.git`;

    it("clones and pushes with the token of the helper", async () => {
      const set = (...args: readonly string[]) => run("git", ["config", "--global", ...args]);
      await set(`credential.${GIT_ORIGIN}.helper`, "");
      await set("--add", `credential.${GIT_ORIGIN}.helper`, "!nearside git-credential");
      await set("user.name", "Admin");
      await set("user.email", "admin@example.com");
      expect(await run("git", ["clone", "-q", repositoryUrl, "work"])).toMatchObject({ code: 0 });
      expect(await run("git", ["-C", "work", "commit", "-q", "--allow-empty", "-m", "first"])).toMatchObject({
        code: 0,
      });
      const pushed = await run("git", ["-C", "work", "push", "-q", "origin", "HEAD:main"]);
      expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
      const [, minor = ""] = /^git version 2\.(\d+)/.exec((await run("git", ["--version"])).stdout) ?? [];
      const by = Number(minor) >= 46 ? "bearer" : "password";
      await gitHost.printed(new RegExp(`^${by} POST /shop\\.git/git-receive-pack$`, "m"));
    });

    it("clones through the proxy, with the proof that it can't make", async () => {
      const cloning = 'git clone -q "$NEARSIDE_PROXY_URL/shop.git" proved && git -C proved log --format=%s';
      const cloned = await nearside("proxy", "--audience", GIT_ORIGIN, "--", "sh", "-c", cloning);
      expect(cloned, cloned.stderr).toMatchObject({ code: 0, stdout: "first\n" });
      await gitHost.printed(/^proof POST \/shop\.git\/git-upload-pack$/m);
    });

    it("gets another token where one was refused, and none for another host", async () => {
      const { host } = new URL(GIT_ORIGIN);
      const ask = (operation: string, lines: readonly string[]) =>
        run("nearside", ["git-credential", operation], `${["protocol=https", ...lines].join("\n")}\n\n`);
      const passwordOf = (output: { stdout: string }): string => /^password=(.*)$/m.exec(output.stdout)?.[1] ?? "";
      const first = passwordOf(await ask("get", [`host=${host}`]));
      expect(passwordOf(await ask("get", [`host=${host}`]))).toBe(first);
      await ask("store", [`host=${host}`, "username=oauth2", `password=${first}`]);
      await ask("erase", [`host=${host}`, "username=oauth2", "password=another"]);
      expect(passwordOf(await ask("get", [`host=${host}`]))).toBe(first);
      await ask("erase", [`host=${host}`, "username=oauth2", `password=${first}`]);
      const second = passwordOf(await ask("get", [`host=${host}`]));
      expect(decodeJwt(second)["jti"]).not.toBe(decodeJwt(first)["jti"]);
      expect(await ask("get", ["host=elsewhere.example"])).toMatchObject({ code: 0, stdout: "" });
    });
  });
});
