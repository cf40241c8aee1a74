// A machine says how it is protected (protocol §4.8); command line and server are as they ship, and it is this very machine that is looked at.
import { beforeAll, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { ANYBODY } from "../kit/rules.ts";
import { afterTests } from "../support/after-tests.ts";
import { publishRules } from "../support/rules.ts";
import { rowsOf } from "../support/server-rows.ts";
import {
  approveTyped,
  enrolCommandLine,
  meetOverLoopback,
  type Nearside,
  newHome,
  startLogin,
} from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

/** `cli/problems/exit-codes.ts` */
const RULE_DENIED = 90;
/** An account without a desktop has no screen that locks, on whatever machine this runs. */
const LOCKED =
  '@id("locked") @says("Lock the screen.") forbid (principal, action, resource) unless { context has posture.screen_lock && context.posture.screen_lock.fact == "on" };';

const atEnd = afterTests();
let stage: Stage;
let nearside: Nearside;
beforeAll(async () => {
  stage = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
});

it("tells what it saw with its source, and says nothing to its person where no rule looks at it", async () => {
  const login = await startLogin(nearside);
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  const [row] = rowsOf(stage, "SELECT posture FROM postures");
  const posture = JSON.parse(String(row?.["posture"]));
  expect(posture).toMatchObject({ disk_encryption: { source: "lsblk" }, screen_lock: { value: "unknown" } });
  expect(Object.keys(posture)).toEqual(["disk_encryption", "screen_lock", "updates", "firewall"]);
  expect(login.cli.stderr()).not.toContain("not verified");
});

it("tells its person what is amiss before rules refuse it, with a cure, in terminal and page", async () => {
  await publishRules(stage.server, ANYBODY, LOCKED);
  const { cli, id } = await startLogin(nearside);
  expect(cli.stderr()).toContain("Screen lock: unknown");
  expect(cli.stderr()).toContain("  → Let the screen lock by itself within 15 minutes");
  expect(cli.stderr()).toContain("Reported by the machine, not verified.");
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  const port = Number(/"port":(\d+)/.exec(Buffer.from(page.request.split(".")[1] ?? "", "base64url").toString())?.[1]);
  const met = await meetOverLoopback(stage, page, { address: "127.0.0.1", port });
  await stage.postJson(`/api/requests/${id}/locality`, met);
  const refused = JSON.parse((await stage.postJson(`/api/requests/${id}/decision`, {})).text);
  expect(refused).toMatchObject({
    error: "rule_denied",
    rules: [{ id: "locked", says: "Lock the screen." }],
    posture: { facts: { screen_lock: { value: "unknown" } } },
  });
  expect(await cli.ended(), cli.stderr()).toMatchObject({ code: RULE_DENIED });
});
