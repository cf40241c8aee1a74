// I21: entries of the security log go where they should not: a webhook's name leads into the server's own network, another server answers in
// the place of the syslog server, or a secret is in what is sent.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { makeCredentials, startSyslogServer, startWebhook } from "./support-event-receivers.ts";

const atEnd = afterTests();
const credentials = makeCredentials(atEnd);
const file = join(credentials.folder, "events.ndjson");
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let impostor: Awaited<ReturnType<typeof startSyslogServer>>;
let stage: EnrolledStage;
beforeAll(async () => {
  webhook = await startWebhook(atEnd, credentials);
  impostor = await startSyslogServer(atEnd, makeCredentials(atEnd));
  stage = await openEnrolledStage(atEnd, {
    NEARSIDE_EVENTS_FILE: file,
    NEARSIDE_EVENTS_SYSLOG: impostor.place,
    NEARSIDE_EVENTS_SYSLOG_ROOTS: credentials.cert,
    NEARSIDE_EVENTS_WEBHOOK: webhook.url,
    NEARSIDE_EVENTS_WEBHOOK_SECRET_FILE: credentials.secretFile,
    NEARSIDE_EVENTS_WEBHOOK_ROOTS: credentials.cert,
  });
});

const within = { timeout: 20_000, interval: 200 };

it("calls no address of its own network that the operator did not open", async () => {
  await expect
    .poll(() => stage.server.shell("events", "status"), within)
    .toMatch(/webhook: .*\n.*\n.*its address is in a private network/);
  await expect(stage.server.shell("events", "test", "webhook")).rejects.toThrow("private network");
  expect(webhook.calls()).toBe(0);
});

it("says nothing to a syslog server that another authority vouches for", async () => {
  await expect(stage.server.shell("events", "test", "syslog")).rejects.toThrow("no TLS connection");
  expect([impostor.connections(), impostor.messages]).toEqual([0, []]);
});

it("sends no token, no code, no ticket and no secret of its own", async () => {
  const { tokens, id } = await redeemedLogin(stage);
  const ticket = await stage.server.ticket("admin");
  const text = () => readFileSync(file, "utf8");
  await expect.poll(text, within).toContain("nearside.ticket_created");
  expect(text()).toContain(id);
  const secrets = [
    tokens.access_token,
    tokens.refresh_token,
    ticket,
    stage.server.bootstrapTicket,
    stage.browser.cookie,
  ];
  for (const secret of secrets) if (typeof secret === "string") expect(text()).not.toContain(secret);
  expect(text()).not.toContain(credentials.secret.toString("base64"));
  expect(text() + stage.server.process.stderr()).not.toMatch(/"(access_token|refresh_token|code|ticket|d)":"/);
});
