// R3, ConsentFix: the victim pastes or drags an address-bar URL or a code to the attacker. No URL ever carries a code, and what
// there is of codes is redeemed by the session key only.

import { approvalAddress, REMOTES } from "@nearside/shared/api/approval-address.ts";
import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { CLIENT, openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn, meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, approvedLogin, askForLogin, decisionOn, meetForLogin, poll } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "../steps/real-command-line.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();

/** Request and nonce, as everybody who has the link gets them. */
async function seenBy(reader: Stage, { id }: { readonly id: string }) {
  const page = openLoginIn(await reader.postJson(`/api/requests/${id}/nonce`, {}));
  return page;
}

describe("the address that the victim's command line shows", () => {
  let victim: Stage;
  let nearside: Nearside;
  let mallory: Stage;
  beforeAll(async () => {
    victim = await openStage(atEnd);
    nearside = await newHome(atEnd);
    await enrolCommandLine(victim, nearside);
    mallory = await newColleague(victim, "mallory");
  });

  it("approves nothing on another machine, and the victim's login continues", async () => {
    const login = await startLogin(nearside);
    // It holds an origin, a path, the public id and, for some, one word for where it runs: no query, and no code beside it on the terminal.
    const addresses = [null, ...REMOTES].map((remote) => approvalAddress(victim.issuer, login.id, remote));
    expect(addresses).toContain(login.url);
    // (without that id, whose 22 letters may read "code" too)
    const around = (login.cli.stdout() + login.cli.stderr()).replaceAll(login.id, "");
    expect(around).not.toMatch(/code|[A-Za-z0-9_-]{43}/i);
    const opened = await fetch(login.url, { redirect: "manual" });
    expect([opened.status, opened.headers.get("location")]).toEqual([200, null]);

    const { extension, session } = mallory.parties;
    const forged = await meet(mallory, { ...(await seenBy(mallory, login)), extension, session });
    await expectRefused(victim, () => mallory.postJson(`/api/requests/${login.id}/locality`, forged), {
      outcome: "400 extension_not_listed",
      event: stepRefused(login.id, "locality", "extension_not_listed"),
    });
    // The parts of the address, each sent as if it were the code.
    for (const code of [login.id, login.id.slice(3), login.url]) {
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: code };
      const redeem = () => mallory.postForm("/oauth/token", form, { by: session });
      await expectRefused(victim, redeem, { outcome: "400 invalid_grant", event: null });
    }

    await approveTyped(victim, login);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
  });

  it("has no counterpart on loopback that a person could copy: no redirect comes back, and no GET is answered", async () => {
    const login = await startLogin(nearside);
    await approveTyped(victim, login);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });

    const waiting = await startLogin(nearside);
    const loopback = await loopbackIn((await seenBy(mallory, waiting)).request);
    const pasted = await fetch(`http://127.0.0.1:${loopback.port}${HELLO_PATH}?code=x`, { redirect: "manual" });
    expect([pasted.status, await pasted.text(), pasted.headers.get("location")]).toEqual([403, "", null]);
    await approveTyped(victim, waiting);
    expect(await waiting.cli.ended(), waiting.cli.stderr()).toEqual({ code: 0, signal: null });
  });
});

describe("every code of a login, handed over", () => {
  let victim: EnrolledStage;
  let mallory: EnrolledStage;
  beforeAll(async () => {
    victim = await openEnrolledStage(atEnd);
    mallory = await newColleague(victim, "mallory");
  });

  it("redeems nothing without the session key, even after the approval", async () => {
    const login = await approvedLogin(victim);
    const { user_code, device_code } = login.authorization;
    for (const code of [user_code, user_code.replaceAll("-", "")]) {
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: code };
      for (const by of [mallory.parties.session, victim.parties.session])
        await expectRefused(victim, () => mallory.postForm("/oauth/token", form, { by }), {
          outcome: "400 invalid_grant",
          event: null,
        });
    }
    const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code };
    await expectRefused(victim, () => mallory.postForm("/oauth/token", form, { by: mallory.parties.session }), {
      outcome: "400 invalid_grant",
      event: stepRefused(login.id, "redeem", "key_mismatch"),
    });
    await expectRefused(victim, () => mallory.postForm("/oauth/token", form), {
      outcome: "400 invalid_dpop_proof",
      event: null,
    });
    expect((await poll(victim, login)).status).toBe(200);
  });

  it("are not in the approval's answer to the page", async () => {
    const login = await askForLogin(victim);
    const { answer } = await meetForLogin(victim, login);
    const decided = await decisionOn(victim, login);
    const approved = await approve(victim, login, decided);
    expect(approved.as(approveAnswerSchema)).toEqual({ state: "approved", request_id: login.id });
    for (const { headers } of [answer, approved]) {
      expect(headers.get("location")).toBeNull();
      expect(JSON.stringify([...headers])).not.toContain(login.authorization.device_code);
    }
    expect(JSON.stringify(decided)).not.toContain(login.authorization.device_code);
    expect((await poll(victim, login)).status).toBe(200);
  });
});
