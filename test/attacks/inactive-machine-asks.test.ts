// R45: a machine that nobody admitted, or that was refused, quarantined, revoked or lost, and the machine of a person who was suspended or who
// left, asks which logins wait for its person, and reports a login. It learns nothing of anybody's login, and nobody gets a mail for it.
import { approvalsAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { MetLogin } from "../kit/log-in.ts";
import { sayStartedElsewhere } from "../kit/login-messages.ts";
import { loginNonce } from "../kit/login-steps.ts";
import { enrol } from "../steps/enrolling.ts";
import { askForLogin } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { askFor, openSecondStage, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import type { Stage } from "../steps/stage.ts";
import { onServerShell } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
const APPROVALS = "/api/devices/approvals";
let stage: SecondStage;
let login: MetLogin;

beforeAll(async () => {
  stage = await openSecondStage(atEnd);
  const names = ["bob", ...MACHINES.map(([, name]) => name)];
  for (const name of names) await stage.owner.server.ticket(name); // a rule names people who exist
  await askFor(stage.owner, `@require_second_approver("${names.map((name) => `user:${name}`).join(" ")}")`);
  login = await waitingLogin(stage.alice);
});

const shell = (...args: readonly string[]) => stage.owner.server.shell(...args);
const thumbprint = ({ parties }: Stage): string => parties.device.thumbprint;
const askApprovals = (machine: Stage) => machine.postProved(APPROVALS, {}, machine.parties.device);

/** A machine that waits for its administrator. */
async function waiting(name: string): Promise<{ readonly machine: Stage; readonly refusal: string }> {
  const machine = await newStranger(stage.owner, name);
  const { request } = await enrol(machine, name, await stage.owner.server.ticket(name));
  return { machine, refusal: `/api/enrolments/${request.claims.jti}/refusal` };
}
/** A machine that was active, until that. */
async function formerly(name: string, end: (machine: Stage) => Promise<unknown>): Promise<Stage> {
  const machine = await newColleague(stage.owner, name);
  expect((await askApprovals(machine)).text).toContain(login.id); // the honest twin
  await end(machine);
  return machine;
}

const byShell =
  (...args: readonly string[]) =>
  (name: string): Promise<Stage> =>
    formerly(name, (machine) => shell(...args, thumbprint(machine)));

/** Each is of a person whom a rule names as second approver. */
const MACHINES: readonly (readonly [
  what: string,
  name: string,
  code: string,
  make: (name: string) => Promise<Stage>,
])[] = [
  [
    "that was refused",
    "erin",
    "bound_set_revoked",
    async (name) => {
      const { machine, refusal } = await waiting(name);
      await machine.postProved(refusal, { reason: "words_differ" }, machine.parties.device);
      return machine;
    },
  ],
  ["that is quarantined", "frank", "device_quarantined", byShell("machines", "quarantine")],
  ["that was lost", "grace", "bound_set_revoked", byShell("machines", "lost")],
  ["that was revoked", "heidi", "bound_set_revoked", byShell("machines", "revoke")],
  [
    "of a person who is suspended",
    "ivan",
    "user_inactive",
    (name) => formerly(name, () => shell("revoke", "user", name)),
  ],
  [
    "of a person who has left",
    "judy",
    "bound_set_revoked",
    (name) => formerly(name, () => onServerShell(stage.owner, ["offboard", name], `${name}\n`)),
  ],
  // the last one: a machine that waits is in the way of those that are admitted
  ["that nobody admitted", "dave", "bound_set_pending", async (name) => (await waiting(name)).machine],
];

describe.each(MACHINES)("a machine %s", (_what, name, code, make) => {
  let machine: Stage;
  beforeAll(async () => {
    machine = await make(name);
  });

  it("learns of no login that waits", async () => {
    await expectRefused(stage.owner, () => askApprovals(machine), {
      outcome: `400 ${code}`,
      event: { kind: "device_refused", subject: thumbprint(machine), data: { step: "approvals", code } },
    });
  });

  it("reports no login, by its extension", async () => {
    const started = await askForLogin(stage.alice);
    const seen = await loginNonce(stage.owner, machine.browser, started);
    const report = () => sayStartedElsewhere(machine, started, machine.parties.extension, seen);
    const event = stepRefused(started.id, "report", code);
    await expectRefused(stage.owner, report, { outcome: `400 ${code}`, event });
  });
});

it("is answered where everything is active, and twenty times a minute at most", async () => {
  const { bob } = stage;
  const ask = () => stage.owner.postProved(APPROVALS, {}, bob.machine.device);
  for (let times = 0; times < 20; times += 1)
    expect((await ask()).as(approvalsAnswerSchema).waiting.map(({ id }) => id)).toEqual([login.id]);
  expect((await ask()).outcome).toBe("429 rate_limited");
});
