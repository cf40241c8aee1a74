// I10: a backup is restored, and somebody continues with what was used up, rotated or revoked after it was made: a refresh token, an access token,
// a session of the console, a ticket, an approval nobody fetched.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import { approvedLogin, poll, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { rowsOf, storedRows } from "../support/server-rows.ts";

const atEnd = afterTests();

/** Before the backup, and on the restored server. */
let before: EnrolledStage;
let after: EnrolledStage;
let login: Awaited<ReturnType<typeof redeemedLogin>>;
let approved: Awaited<ReturnType<typeof approvedLogin>>;
let page: ConsolePage<Machine>;
let ticket: string;
let kids: readonly unknown[];

beforeAll(async () => {
  before = await openEnrolledStage(atEnd);
  const { dataFolder, issuer, server } = before;
  login = await redeemedLogin(before);
  approved = await approvedLogin(before);
  page = await openConsole(before, machineOf(before));
  ticket = await server.ticket("bob");
  kids = rowsOf(before, "SELECT kid FROM signing_keys WHERE state = 'active'");
  const file = join(dirname(dataFolder), "backup.db");
  await server.shell("backup", file);

  // what the backup does not know
  expect((await refresh(before, login.tokens.refresh_token)).outcome).toBe("200");
  expect((await poll(before, approved)).outcome).toBe("200");
  expect((await page.post("/api/console/sign-out", {})).outcome).toBe("200");
  await server.shell(
    "tickets",
    "revoke",
    String(rowsOf(before, "SELECT hash FROM tickets WHERE bootstrap = 0")[0]?.["hash"]),
  );
  await server.stop();

  const data = join(dirname(dataFolder), "restored", "data");
  mkdirSync(dirname(data));
  const restore = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), "restore", file],
    env: { PATH: process.env["PATH"] ?? "", NEARSIDE_ISSUER: issuer, NEARSIDE_DATA_DIR: data },
  });
  expect((await restore.ended()).code, restore.stderr()).toBe(0);
  const port = Number(new URL(issuer).port);
  const again = await startServer({ issuer, host: "127.0.0.1", port, folder: dirname(data) });
  atEnd(again.stop);
  after = { ...before, server: again, dataFolder: data };
});

it("refuses what was used up or revoked, and changes nothing", async () => {
  const { logins: _overdue, ...rows } = storedRows(after); // it is moved to `expired`
  const stranger = await newStranger(after, "bob");
  expect([
    (await refresh(after, login.tokens.refresh_token)).outcome,
    (await poll(after, approved)).outcome,
    (await page.get("/api/console/session")).outcome,
    (await showTicket(stranger, "bob", ticket, stranger.parties.device)).outcome,
  ]).toEqual([
    "400 invalid_grant/credential_revoked",
    "400 expired_token/request_expired",
    "401 not_signed_in",
    "400 ticket_revoked",
  ]);
  expect(storedRows(after)).toMatchObject(rows);
});

it("refuses keys and nonces of that time, and evidence stays valid", async () => {
  const jwks = await (await fetch(`${after.issuer}/oauth/jwks`)).json();
  expect(jwks.keys).toHaveLength(1);
  expect(kids).not.toContainEqual({ kid: jwks.keys[0].kid });
  expect(rowsOf(after, "SELECT count(*) AS given_up FROM signing_keys WHERE compromised = 1")).toEqual([
    { given_up: 0 },
  ]);
  expect(rowsOf(after, "SELECT count(*) AS active FROM token_families WHERE state = 'active'")).toEqual([
    { active: 0 },
  ]);
});

it("says so in the log, and the honest machine logs in", async () => {
  const [event] = rowsOf(after, "SELECT data FROM events WHERE kind = 'data_restored'");
  expect(JSON.parse(String(event?.["data"]))).toMatchObject({
    ended: { access: 1, sessions: 1, logins: 1, tickets: 1 },
  });
  await redeemedLogin(after);
});
