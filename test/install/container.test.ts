// The image, made by a real engine, and run as Compose and Kubernetes are told to: an account without a name or rights, a root that nobody
// can write, and exactly the variables, folders and checks of deploy/.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Service } from "kubernetes-models/v1/Service";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { makePackages } from "../../setup/package.mjs";
import { freePort } from "../kit/free-port.ts";
import { enrol } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { AtEnd } from "../support/at-end.ts";
import { createAuthority } from "../support/certificates.ts";
import { buildImage, type Contained, type ContainerImage, type ContainerRun } from "../support/container-image.ts";
import type { NearsideServer } from "../support/nearside-server.ts";
import { openCluster } from "../support/postgres.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { serverProgram } from "../support/server-program.ts";
import { newParties } from "../vectors/parties.ts";
import { compose, kubernetesResources, kubernetesServer } from "./support-manifests.ts";

const STARTED_MS = 60_000;
const ACCOUNT = 10_001;
/** The image's own. */
const DATA = "/var/lib/nearside/data";
const TOKEN = "a-token-of-the-test-that-is-long-enough-for-it";
/** The types of Kubernetes that the manifest has. */
const MODELS: Readonly<Record<string, new (resource: object) => { validate(): void }>> = {
  "v1/Namespace": Namespace,
  "v1/ConfigMap": ConfigMap,
  "v1/Service": Service,
  "apps/v1/Deployment": Deployment,
  "policy/v1/PodDisruptionBudget": PodDisruptionBudget,
  "networking.k8s.io/v1/NetworkPolicy": NetworkPolicy,
};
const KEY = Buffer.alloc(32, 7).toString("base64");

const atEnd = afterTests();
let folder: string;
let image: ContainerImage;
beforeAll(async () => {
  await serverProgram();
  await makePackages(["deb"]);
  folder = await mkdtemp(join(tmpdir(), "nearside-container-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  image = await buildImage(atEnd);
});

/** A file that the container gets, with owner and mode as its engine gives it. */
function file(name: string, content: string, uid: number, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  chownSync(path, uid, ACCOUNT);
  return path;
}

interface Running {
  readonly main: Contained;
  readonly port: number;
  readonly run: ContainerRun;
}

async function start(atEndOf: AtEnd, run: ContainerRun): Promise<Running> {
  const port = await freePort();
  const env = { ...run.env, NEARSIDE_ISSUER: `http://localhost:${port}`, NEARSIDE_PORT: String(port) };
  const main = await image.start({ ...run, env }, ...image.config.Entrypoint, ...image.config.Cmd);
  atEndOf(async () => void (await main.stop()));
  await main.printed(/Ctrl-C ends it/, STARTED_MS);
  return { main, port, run: { ...run, env } };
}

async function logIn({ port, main, run }: Running): Promise<void> {
  const issuer = `http://localhost:${port}`;
  const ticket = readFileSync(main.file(join(run.env["NEARSIDE_DATA_DIR"] ?? DATA, "first-ticket")), "utf8").trim();
  const server = { issuer, bootstrapTicket: ticket } as NearsideServer;
  const stage: Stage = {
    ...openClient(issuer),
    server,
    dataFolder: "",
    parties: await newParties({ id: "us_of_no_statement", name: "admin" }),
    serverKeys: serverKeysOf(await (await fetch(`${issuer}/oauth/jwks`)).json()),
  };
  await enrol(stage);
  expect((await redeemedLogin(stage)).tokens.access_token).not.toBe("");
}

it("runs as Kubernetes is told to, and a login goes through", async () => {
  const told = kubernetesServer();
  const keys = join(folder, "keys");
  await mkdir(keys);
  const contents: Readonly<Record<string, string>> = { "wrapping-key": KEY, "metrics-token": TOKEN };
  for (const { key, path } of told.keys.files) file(`keys/${path}`, contents[key] ?? "", 0, told.keys.mode);
  expect(`${told.account}:${told.account}`).toBe(image.config.User);
  const metrics = await freePort();
  const running = await start(onTestFinished, {
    env: { ...told.env, NEARSIDE_METRICS_LISTEN: `0.0.0.0:${metrics}` },
    mounts: { [told.keys.folder]: keys },
  });
  for (const probe of told.probes) expect((await fetch(`http://localhost:${running.port}${probe}`)).status).toBe(200);
  await logIn(running);
  const figures = await fetch(`http://localhost:${metrics}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(figures.status).toBe(200);
  const status = readFileSync(running.main.file("/proc/1/status"), "utf8");
  expect(status).toMatch(new RegExp(`^Uid:\\s+${ACCOUNT}\\s`, "m"));
  expect(status).toMatch(/^CapEff:\s+0000000000000000$/m);
  expect(running.main.stderr()).not.toMatch(/signing keys are in the database unencrypted|"level":"(?:error|fatal)"/);
});

it("runs as Compose is told to, on a volume, and is the same from a backup; its health check tells", async () => {
  const { server } = compose();
  const volume = join(folder, "volume"); // an engine copies owner and mode of the image's folder to a new one
  await mkdir(volume, { mode: 0o700 });
  chownSync(volume, ACCOUNT, ACCOUNT);
  const mounts = {
    "/var/lib/nearside": volume,
    "/run/secrets/settings": file("settings", '{ // none\n "rpName": "Example Ltd" }', ACCOUNT, 0o400),
    "/run/secrets/wrapping_key": file("wrapping_key", KEY, ACCOUNT, 0o400),
  };
  expect(server.secrets.map(({ source }) => `/run/secrets/${source}`).sort()).toEqual(
    Object.keys(mounts)
      .filter((place) => place.startsWith("/run/"))
      .sort(),
  );
  const first = await start(onTestFinished, { env: server.environment, mounts });
  const healthy = async () => {
    const checked = await image.start(first.run, ...image.healthCheck);
    return (await checked.ended()).code;
  };
  await logIn(first);
  expect(await healthy()).toBe(0);
  const backup = "/var/lib/nearside/now.db";
  const commanded = async (...command: readonly string[]) => {
    const run = await image.start(first.run, ...command);
    return [(await run.ended()).code, run.stderr()];
  };
  const said = [0, expect.not.stringMatching(/in clear|no seal/)];
  expect(await commanded(...image.config.Entrypoint, "backup", backup)).toEqual(said);
  expect(await first.main.stop()).toEqual({ code: 0, signal: null });
  expect(await healthy()).not.toBe(0);
  expect(await commanded("mv", DATA, `${DATA}-before`)).toEqual([0, ""]);
  expect(await commanded(...image.config.Entrypoint, "restore", backup)).toEqual([0, expect.anything()]);
  const second = await start(onTestFinished, { env: server.environment, mounts });
  expect(existsSync(second.main.file(`${DATA}/nearside.db`))).toBe(true);
  expect(existsSync(second.main.file(`${DATA}/first-ticket`))).toBe(false); // somebody is enrolled
});

it("has a front in Compose that nginx takes, with the three processes in their places", async () => {
  const { prepares } = compose();
  const secrets = join(folder, "secrets");
  await mkdir(secrets);
  const { certificateFile, keyFile } = await (await createAuthority(folder)).issue(["localhost"]);
  await copyFile(certificateFile, join(secrets, "certificate"));
  await copyFile(keyFile, join(secrets, "certificate_key"));
  const check = prepares.replace('exec nginx -g "daemon off;"', "cat /etc/nginx/conf.d/default.conf && nginx -t");
  const nginx = await startProcess({
    command: "bwrap",
    args: [
      ...["--dev-bind", "/", "/", "--tmpfs", "/etc/nginx/conf.d", "--tmpfs", "/run", "--bind", secrets, "/run/secrets"],
      ...["--tmpfs", "/mnt", "--ro-bind", join(repository, "deploy/nginx.conf"), "/mnt/nearside.conf"],
      ...["sh", "-c", check.replace(" /nearside.conf ", " /mnt/nearside.conf ")],
    ],
    env: { PATH: "/usr/sbin:/usr/bin" },
  });
  const { code } = await nginx.ended();
  expect([code, nginx.stderr()]).toEqual([0, expect.stringContaining("test is successful")]);
  for (const address of ["172.30.47.11", "172.30.47.12", "172.30.47.13"])
    expect(nginx.stdout().split(`server ${address}:4790`)).toHaveLength(3);
  expect(nginx.stdout()).not.toMatch(/127\.0\.0\.1|example\.com|\/etc\/nearside/);
});

it("gives the server in Compose a role without rights, on a database that the front can't reach", async () => {
  const { postgres, sharedWithFront } = compose();
  expect(sharedWithFront).toEqual([]);
  const script = postgres.volumes.find(({ target }) => target.startsWith("/docker-entrypoint-initdb.d/"))?.source ?? "";
  const cluster = await openCluster({ durable: false });
  onTestFinished(cluster.close);
  await cluster.psql("create role postgres login superuser password 'of-its-own'");
  const url = cluster.url("postgres").replace("//nearside@", "//postgres@");
  const ask = (statement: string) => execFileSync("psql", ["-XAtqd", url, "-c", statement]).toString().trim();
  ask("alter role nearside rename to of_tests"); // the name is the server's here
  const env = { PATH: process.env["PATH"] ?? "", PGHOST: cluster.folder, POSTGRES_PASSWORD: "it's" };
  const made = await startProcess({ command: "sh", args: [script], env });
  expect([(await made.ended()).code, made.stderr()]).toEqual([0, ""]);
  const rights = "rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls";
  expect(ask(`select ${rights}, rolpassword is null from pg_authid where rolname = 'nearside'`)).toBe("f|f");
  expect(ask("select rolpassword is null from pg_authid where rolname = 'postgres'")).toBe("t");
  expect(ask("select pg_get_userbyid(datdba) from pg_database where datname = 'nearside'")).toBe("nearside");
});

it("has a manifest for Kubernetes that fits its types, whose parts name each other", () => {
  const resources = kubernetesResources();
  const checked = resources.map((resource) => {
    const Model = MODELS[`${resource.apiVersion}/${resource.kind}`] ?? expect.fail(`no type for ${resource.kind}`);
    new Model(resource).validate();
    return resource.kind;
  });
  expect(checked.sort()).toEqual(
    Object.keys(MODELS)
      .map((name) => name.split("/").at(-1))
      .sort(),
  );
  const text = JSON.stringify(resources);
  expect(new Set(text.match(/"app\.kubernetes\.io\/name":"[^"]*"/g))).toEqual(
    new Set(['"app.kubernetes.io/name":"nearside-server"']),
  );
});
