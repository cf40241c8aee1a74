// I22: a consumer of events never answers, refuses, is away for long or lies about what it took: logins would wait for it, or events be lost.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { lastStoredEvent } from "../support/server-rows.ts";
import { type Call, makeCredentials, startSyslogServer, startWebhook } from "./support-event-receivers.ts";

const atEnd = afterTests();
const credentials = makeCredentials(atEnd);
const file = join(credentials.folder, "events.ndjson");
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let syslog: Awaited<ReturnType<typeof startSyslogServer>>;
let settings: Readonly<Record<string, string>>;
let stage: EnrolledStage;
beforeAll(async () => {
  webhook = await startWebhook(atEnd, credentials);
  syslog = await startSyslogServer(atEnd, credentials);
  settings = {
    NEARSIDE_EVENTS_FILE: file,
    NEARSIDE_EVENTS_SYSLOG: syslog.place,
    NEARSIDE_EVENTS_SYSLOG_ROOTS: credentials.cert,
    NEARSIDE_EVENTS_SYSLOG_CERT: credentials.cert,
    NEARSIDE_EVENTS_SYSLOG_KEY: credentials.key,
    NEARSIDE_EVENTS_WEBHOOK: webhook.url,
    NEARSIDE_EVENTS_WEBHOOK_SECRET_FILE: credentials.secretFile,
    NEARSIDE_EVENTS_WEBHOOK_OWN_NETWORK: "true",
    NEARSIDE_EVENTS_WEBHOOK_ROOTS: credentials.cert,
  };
  webhook.misbehave(() => {}); // it takes the call, and says nothing
  stage = await openEnrolledStage(atEnd, settings);
});

const inFile = () =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const kindsOf = (records: readonly { readonly type: string }[]) => records.map(({ type }) => type);
const bySyslog = () => syslog.messages.map((message) => JSON.parse(message.slice(message.indexOf("{"))));
const byWebhook = () => webhook.taken.map(({ body }) => JSON.parse(body));
const within = { timeout: 20_000, interval: 200 };

it("delays no login and no other consumer", async () => {
  await expect.poll(webhook.calls, within).toBeGreaterThan(0);
  const begun = performance.now();
  await redeemedLogin(stage);
  expect(performance.now() - begun).toBeLessThan(10_000); // the webhook would have kept it for fifteen seconds
  await expect.poll(() => kindsOf(inFile()), within).toContain("nearside.login_redeemed");
  await expect.poll(() => kindsOf(bySyslog()), within).toContain("nearside.login_redeemed");
  expect(byWebhook()).toEqual([]);
  expect(await stage.server.shell("events", "status")).toMatch(/^webhook: has entry \d+ of \d+; \d+ wait/m);
});

it("gets everything that was written meanwhile, in order and signed, also after a restart of the server", async () => {
  webhook.misbehave((answer) => void answer.writeHead(503).end());
  await stage.server.stop();
  const { host, port } = { host: "127.0.0.1", port: Number(new URL(stage.issuer).port) };
  const server = await startServer({ issuer: stage.issuer, host, port, folder: dirname(stage.dataFolder), settings });
  atEnd(server.stop);
  await redeemedLogin(stage);
  await expect.poll(() => server.shell("events", "status"), within).toContain("the webhook answered with status 503");
  webhook.misbehave(undefined);
  const last = () => Number(byWebhook().at(-1)?.sequence);
  await expect.poll(last, { timeout: 60_000 }).toBe(lastStoredEvent(stage));
  await expect.poll(() => bySyslog().length, within).toBe(inFile().length);
  const sequences = byWebhook().map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].toSorted());
  for (const others of [inFile(), bySyslog()]) expect(others.map(({ sequence }) => sequence)).toEqual(sequences);
  expect(sequences.length).toBeGreaterThan(10);
  for (const call of webhook.taken) expect(signedBy(call)).toBe(call.headers["webhook-signature"]);
});

it("is sent what RFC 5424 asks for, if it shows its certificate", () => {
  const form =
    /^<8[1-6]>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z localhost nearside - [a-z_]{1,32} \[meta sequenceId="\d+"\] \{[\x20-\x7e]*\}$/;
  for (const message of syslog.messages) expect(message).toMatch(form);
});

it("is tested by an operator, who is told every outcome", async () => {
  const { server } = stage; // the same settings and the same folder
  expect(await server.shell("events", "test", "webhook")).toMatch(/webhook accepted the event test-/);
  expect(await server.shell("events", "test", "syslog")).toMatch(/syslog accepted the event test-/);
  expect(byWebhook().at(-1)).toMatchObject({ type: "nearside.test", source: stage.issuer });
});

it("is never stopped for good by an entry that it refuses; the log says what was skipped", async () => {
  const { server } = stage;
  webhook.misbehave((answer) => void answer.writeHead(403).end());
  await redeemedLogin(stage);
  await expect.poll(() => server.shell("events", "status"), within).toMatch(/failed (?:once|\d+ times) at entry \d+/);
  const [, entry = ""] = /at entry (\d+).*status 403/.exec(await server.shell("events", "status")) ?? [];
  await expect(server.shell("events", "skip", String(Number(entry) + 1))).rejects.toThrow(`which is ${entry}`);
  await server.shell("events", "skip", entry);
  webhook.misbehave(undefined);
  const taken = () => byWebhook().filter(({ sequence }) => Number(sequence) >= Number(entry));
  await expect.poll(() => kindsOf(taken()), within).toContain("nearside.entry_skipped");
  expect(Number(taken()[0].sequence)).toBe(Number(entry) + 1);
  expect(taken().find(({ type }) => type === "nearside.entry_skipped")?.data.entry).toBe(Number(entry));
});

/** https://www.standardwebhooks.com */
function signedBy({ headers, body }: Call): string {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return `v1,${createHmac("sha256", credentials.secret).update(signed).digest("base64")}`;
}
