// I20: a stranger reads the metrics, finds people or machines in them, or fills them with names of its own making.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, redeemedLogin } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { repository } from "../support/repository.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const atEnd = afterTests();
let stage: EnrolledStage;
let at: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-metrics-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  at = `127.0.0.1:${await freePort()}`;
  stage = await openEnrolledStage(atEnd, { NEARSIDE_METRICS_LISTEN: at, NEARSIDE_METRICS_TOKEN_FILE: tokenFile });
});

const ask = (authorization?: string, path = "/metrics", method = "GET") =>
  fetch(`http://${at}${path}`, { method, headers: authorization === undefined ? {} : { authorization } });

/** Returns what Prometheus reads. */
async function scraped(): Promise<string> {
  const answer = await ask(`Bearer ${TOKEN}`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return answer.text();
}

const figureOf = (text: string, series: string): number =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")[1],
  );
/** The server looks again after a second, so a figure may be a second old. */
const comesToBe = (series: string, value: number) =>
  expect.poll(async () => figureOf(await scraped(), series), { timeout: 10_000, interval: 300 }).toBe(value);

it("are refused without the token, and at the address of people's machines", async () => {
  for (const shown of [undefined, "Bearer", "Bearer wrong-token-wrong-token", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
    const answer = await ask(shown);
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="nearside metrics"']);
    expect(await answer.text()).not.toMatch(/nearside_|process_/);
  }
  expect((await ask(undefined, "/")).status).toBe(401);
  expect((await ask(`Bearer ${TOKEN}`, "/other")).status).toBe(404);
  expect((await ask(`Bearer ${TOKEN}`, "/metrics", "POST")).status).toBe(405);
  const there = await fetch(`${stage.issuer}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect([there.status, await there.text()]).toEqual([404, expect.stringContaining("not_found")]);
});

it("count logins by outcome, and name no person, machine, client or login", async () => {
  const { id, tokens } = await redeemedLogin(stage);
  await comesToBe('nearside_logins_total{outcome="redeemed",reason=""}', 1);
  const text = await scraped();
  for (const outcome of ["requested", "met", "approved"])
    expect(figureOf(text, `nearside_logins_total{outcome="${outcome}",reason=""}`)).toBe(1);
  expect(figureOf(text, 'nearside_security_events_total{kind="login_reported",topic="alarm"}')).toBe(0);
  expect(text).toMatch(
    /^nearside_http_request_duration_seconds_bucket\{le="0.025",method="POST",route="\/oauth\/token"/m,
  );
  const { device, extension, user } = stage.parties;
  const secrets = [id, device.thumbprint, extension.thumbprint, user.id, tokens.access_token, "nearside-cli", "rq_"];
  for (const secret of secrets) expect(text).not.toContain(secret);
});

it("have no label that a caller chooses", async () => {
  const seriesOf = (text: string) => new Set(text.split("\n").flatMap((line) => line.match(/^[a-z_]+\{[^}]*\}/) ?? []));
  const notFound = 'nearside_http_request_duration_seconds_count{method="POST",route="none",status="404"}';
  const post = (path: string) => fetch(`${stage.issuer}/${path}`, { method: "POST" });
  await post("first-made-up");
  await comesToBe(notFound, 1);
  const before = seriesOf(await scraped());
  for (let path = 0; path < 20; path += 1) await post(`made-up-${path}`);
  for (const method of ["BREW", "PROPFIND"]) await fetch(`${stage.issuer}/oauth/jwks`, { method }).catch(() => {});
  await comesToBe(notFound, 21);
  const added = [...seriesOf(await scraped())].filter((series) => !before.has(series));
  expect(added.filter((series) => /made-up|BREW|PROPFIND/.test(series))).toEqual([]);
});

describe("the files for Prometheus and Grafana", () => {
  const promtool = (args: readonly string[], input = "") => {
    const { status, stdout, stderr } = spawnSync("promtool", args, { input, encoding: "utf8" });
    return { status, says: stdout + stderr };
  };
  const inRepository = (path: string) => join(repository, path);

  it("are accepted by promtool: the figures themselves, the alert rules and their tests", async () => {
    expect(promtool(["check", "metrics"], await scraped())).toEqual({ status: 0, says: "" });
    const rules = promtool([
      "check",
      "rules",
      "--lint=all",
      "--lint-fatal",
      inRepository("deploy/prometheus/nearside.rules.yml"),
    ]);
    expect(rules).toEqual({ status: 0, says: expect.stringMatching(/SUCCESS: \d+ rules found/) });
    const tests = promtool(["test", "rules", inRepository("deploy/prometheus/nearside.test.yml")]);
    expect(tests).toEqual({ status: 0, says: expect.stringContaining("SUCCESS") });
  });

  it("ask for existing figures, with labels that they have", async () => {
    await askForLogin(stage);
    await expect.poll(scraped, { timeout: 10_000 }).toContain('outcome="requested",reason=""} 2');
    const text = await scraped();
    const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = "", kind = ""]) => [name, kind]));
    const known = new Set(
      [...kinds].flatMap(([name, kind]) => (kind === "histogram" ? ENDS.map((end) => name + end) : [name])),
    );
    const dashboard = await readFile(inRepository("deploy/grafana/nearside.json"), "utf8");
    const rules = await readFile(inRepository("deploy/prometheus/nearside.rules.yml"), "utf8");
    const expressions = [...dashboard.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text);
    expect(expressions.length).toBeGreaterThan(25);
    for (const said of [...expressions, rules]) {
      const names = said.match(/\b(?:nearside|nodejs|process)_[a-z0-9_]+(?=\{|\[|\)| |$)/gm) ?? [];
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    }
    const asRules = expressions.map((expression, index) => ({
      record: `dashboard:${index}`,
      expr: expression.replaceAll(String.raw`\"`, '"').replaceAll("$__rate_interval", "5m"),
    }));
    const file = JSON.stringify({ groups: [{ name: "dashboard", rules: asRules }] });
    expect(promtool(["check", "rules"], file)).toMatchObject({ status: 0 });
  });
});
const ENDS = ["_bucket", "_count", "_sum"];
