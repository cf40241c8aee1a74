// A rule that asks for the touch of a second authenticator, a security key: at first the machine has none, then it is added, and both are touched.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { newRealMachine } from "../steps/real-machine.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { exportEvidence, verify } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { createAuthenticator } from "../support/authenticator.ts";
import { beginEnrolment, completeEnrolment } from "../support/enrol-machine.ts";
import { headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { publishRules } from "../support/rules.ts";
import { rowsOf, storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { metadataOfVirtual } from "../support/virtual-metadata.ts";

const TWO_KEYS = `@id("two-keys") @title("Two keys") @says("Nobody signs in by one key alone.")
@require_security_key
forbid (principal, action == Action::"approve", resource);`;
const TAKEN_WITHIN_MS = 30_000;

const atEnd = afterTests();
let stage: Stage;
let machine: Machine;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-security-key-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  stage = await openStage(atEnd, await metadataOfVirtual(folder, ["external", "wired"]));
  await until(
    async () => (rowsOf(stage, "SELECT no FROM metadata_blobs").length > 0 ? true : undefined),
    TAKEN_WITHIN_MS,
    () => "the metadata was not taken",
  );
  machine = await newRealMachine(stage, atEnd);
  const ticket = stage.server.bootstrapTicket ?? "";
  await completeEnrolment(await beginEnrolment(machine, stage.issuer, "admin", ticket), undefined);
});

it("asks for a missing one, takes it once it was added, and both touches are in the evidence", async () => {
  await publishRules(stage.server, ANYBODY, TWO_KEYS);
  const { cli, url } = await startLogin(machine);
  const page = await openLogin(machine, url);
  await headingOf(page, /^This login needs another passkey/);
  await seen(page.getByText("Nobody signs in by one key alone."));
  expect(await flawsIn(page)).toEqual([]);

  // The metadata makes it a security key. It is plugged in as the machine's own is, so that one of them can hold both below.
  const key = createAuthenticator({ transport: "internal" });
  const account = await machine.browser.context.newPage();
  await machine.authenticator.plugInto(account);
  await account.goto(`${stage.issuer}/account/passkeys`);
  await press(account.getByRole("button", { name: "Sign in", exact: true }));
  await headingOf(account, /^My passkeys/);
  await machine.authenticator.unplugFrom(account);
  await key.plugInto(account);
  await account.getByRole("textbox", { name: "Name" }).fill("blue key");
  await press(account.getByRole("button", { name: "Create the passkey" }));
  await seen(account.getByRole("button", { name: "Add", exact: true }));
  await key.unplugFrom(account);
  await machine.authenticator.plugInto(account);
  await press(account.getByRole("button", { name: "Add", exact: true }));
  await seen(account.getByText("blue key was added."));
  await account.close();

  await page.bringToFront();
  // An authenticator that has none of the passkeys asked for waits, and a virtual one ends the asking: so one has both of them
  // (of one person, it can list one alone).
  for (const passkey of key.passkeys())
    await machine.authenticator.restore({ ...passkey, isResidentCredential: false });
  await press(page.getByRole("button", { name: "I have added one: try again" }));
  await seen(page.getByText("the touch of a second authenticator, a security key"));
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await headingOf(page, /^Approved/);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  const id = requestIdIn(url);
  expect(storedEventsAbout(stage.dataFolder, id).at(-1)?.kind).toBe("login_redeemed");
  const evidence = await exportEvidence(stage, [id]);
  expect(JSON.parse(evidence.stdout).login.security_key).toMatchObject({ type: "public-key" });
  const verified = await verify(["-"], evidence.stdout);
  expect(verified.code, verified.stderr).toBe(0);
  expect(verified.stdout).toContain("the touch of a second authenticator, a security key");
  await page.close();
});
