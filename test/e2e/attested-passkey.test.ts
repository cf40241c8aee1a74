// The browser's own virtual authenticator, enrolled as a person does it, against metadata that lists it: its make is proven, not
// only claimed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { newRealMachine } from "../steps/real-machine.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { beginEnrolment, completeEnrolment } from "../support/enrol-machine.ts";
import { headingOf } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { metadataOfVirtual, VIRTUAL } from "../support/virtual-metadata.ts";

const TAKEN_WITHIN_MS = 30_000;

const atEnd = afterTests();
let stage: Stage;
let machine: Machine;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-metadata-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  stage = await openStage(atEnd, await metadataOfVirtual(folder));
  await until(
    async () => (rowsOf(stage, "SELECT no FROM metadata_blobs").length > 0 ? true : undefined),
    TAKEN_WITHIN_MS,
    () => "the metadata was not taken",
  );
});

it("is attested by the certificates of its model", async () => {
  machine = await newRealMachine(stage, atEnd);
  const ticket = stage.server.bootstrapTicket ?? "";
  await completeEnrolment(await beginEnrolment(machine, stage.issuer, "admin", ticket), undefined);
  const [passkey] = rowsOf(stage, "SELECT aaguid, attestation_format, attestation_verdict, state FROM passkeys");
  expect(passkey).toEqual({
    aaguid: VIRTUAL,
    attestation_format: "packed",
    attestation_verdict: "attested",
    state: "active",
  });
});

it("is named to its administrator, who tries a policy on it and publishes it by a touch", async () => {
  const page = await machine.browser.context.newPage();
  await machine.authenticator.plugInto(page);
  await page.goto(`${stage.issuer}/console/authenticators`);
  await press(page.getByRole("button", { name: "Sign in", exact: true }));
  await headingOf(page, /^Authenticators/);
  await seen(page.getByRole("row", { name: /Example Key.*Attested/ }));

  await press(page.getByRole("link", { name: "Policy", exact: true }));
  await headingOf(page, /^Authenticator policy/);
  await page.getByRole("textbox", { name: "Denied models" }).fill(VIRTUAL);
  await press(page.getByRole("button", { name: "Preview who would be refused" }));
  await seen(page.getByText("1 of 1 passkeys does not fit"));
  await seen(page.getByRole("row", { name: /admin.*Example Key.*The model is denied/ }));

  await page.getByRole("textbox", { name: "Denied models" }).fill("");
  await page.getByRole("checkbox", { name: "Require a proven model" }).check();
  await press(page.getByRole("button", { name: "Preview who would be refused" }));
  await seen(page.getByText("Nobody: the 1 passkey in use fits."));
  await page.getByRole("textbox", { name: "Reason" }).fill("Only proven models");
  await press(page.getByRole("button", { name: "Publish", exact: true }));
  await press(page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }));
  await seen(page.getByText("Active: version 1"));
  expect(await flawsIn(page)).toEqual([]);

  await press(page.getByRole("link", { name: "History", exact: true }));
  await seen(page.getByRole("row", { name: /admin.*Only proven models/ }));
  await press(page.getByRole("link", { name: "Metadata", exact: true }));
  await seen(page.getByText("your organisation's own roots (metadata.roots)"));
  const [policy] = rowsOf(stage, "SELECT version, note FROM authenticator_policies");
  expect(policy).toEqual({ version: 1, note: "Only proven models" });
  await page.close();
});
