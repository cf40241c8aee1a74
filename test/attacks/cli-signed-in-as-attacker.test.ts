// R11, login CSRF: the victim's command line ends up signed in as the attacker, who then reads what the victim stores there.
// The bound set must hold the command line's device key; and should it ever not, the command line reads whose token it got.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { approve, decisionOn } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import {
  approveTyped,
  enrolCommandLine,
  meetOverLoopback,
  type Nearside,
  newHome,
  startLogin,
} from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

/** `cli/problems/exit-codes.ts` */
const NOT_SIGNED_IN = 4;
const WRONG_USER = 31;

const atEnd = afterTests();

let victim: Stage;
let nearside: Nearside;
let mallory: EnrolledStage;
beforeAll(async () => {
  victim = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(victim, nearside);
  mallory = await newColleague(victim, "mallory");
});

/** The attacker's extension is at the victim's loopback: played stronger than any attack of this row. */
async function meetAs(somebody: Stage, { id }: { readonly id: string }) {
  const page = openLoginIn(await somebody.postJson(`/api/requests/${id}/nonce`, {}));
  return meetOverLoopback(somebody, page, await loopbackIn(page.request));
}

async function whoami(): Promise<{ code: number | null; outcome: string }> {
  const whoami = await nearside(["whoami"]);
  const { code } = await whoami.ended();
  return { code, outcome: whoami.stdout() + whoami.stderr() };
}

it("refuses to meet the victim's command line with the attacker's browser, and to approve with his passkey", async () => {
  const login = await startLogin(nearside);
  await expect(meetAs(mallory, login)).rejects.toThrow("the listener answered 403");

  // Met by the victim's own browser: his passkey is not of its bound set.
  const meeting = await meetAs(victim, login);
  expect((await victim.postJson(`/api/requests/${login.id}/locality`, meeting)).status).toBe(200);
  const decision = await decisionOn(victim, login);
  const his: Stage = { ...victim, parties: { ...victim.parties, passkey: mallory.parties.passkey } };
  await expectRefused(victim, () => approve(his, login, decision), {
    outcome: "400 passkey_not_bound",
    event: stepRefused(login.id, "approve", "passkey_not_bound"),
  });
  expect((await approve(victim, login, decision)).status).toBe(200);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  expect(await whoami()).toMatchObject({ code: 0, outcome: expect.stringMatching(/admin/) });
  expect(await (await nearside(["logout"])).ended()).toMatchObject({ code: 0 });
});

it("throws away a token in the attacker's name, whatever the server says (wrong_user)", async () => {
  // The server's own store says that the victim's machine is his, as if his proof of possession had not been asked for.
  const [device] = rowsOf(
    victim,
    "SELECT jkt, bound_set_id FROM devices JOIN users ON users.name = 'admin' JOIN bound_sets ON bound_sets.id = bound_set_id AND user_id = users.id",
  );
  const [set] = rowsOf(victim, "SELECT bound_set_id FROM devices WHERE jkt = ?", mallory.parties.device.thumbprint);
  const own = String(device?.["bound_set_id"]);
  const move = (from: string, to: string): void => {
    const database = new DatabaseSync(join(victim.dataFolder, "nearside.db"));
    database.exec("PRAGMA foreign_keys = OFF");
    database.prepare("UPDATE devices SET bound_set_id = ? WHERE bound_set_id = ?").run(to, from);
    database.close();
  };
  const hisSet = String(set?.["bound_set_id"]);
  move(hisSet, "bs_elsewhere");
  move(own, hisSet);

  const login = await startLogin(nearside);
  await approveTyped(mallory, login);
  expect(await login.cli.ended()).toEqual({ code: WRONG_USER, signal: null });
  expect(login.cli.stderr()).toMatch(/another person than the one this machine is enrolled for/);
  expect(await whoami()).toMatchObject({ code: NOT_SIGNED_IN });
  // The server's log tells what it did, with his name.
  const [redeemed] = rowsOf(victim, "SELECT data FROM events WHERE kind = 'login_redeemed' AND subject = ?", login.id);
  expect(JSON.parse(String(redeemed?.["data"]))).toMatchObject({ user_id: mallory.user.id });

  move(hisSet, own);
  move("bs_elsewhere", hisSet);
  const again = await startLogin(nearside);
  await approveTyped(victim, again);
  expect(await again.cli.ended(), again.cli.stderr()).toEqual({ code: 0, signal: null });
  expect(await whoami()).toMatchObject({ code: 0 });
});
