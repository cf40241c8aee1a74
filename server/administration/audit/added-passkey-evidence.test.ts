import { type Evidence, readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Authenticator } from "../../../test/kit/authenticator.ts";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn } from "../../testing/evidence.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { addPasskeyOn, newKey, withKey } from "../../testing/own-passkeys.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// Evidence of logins that a further passkey approved (protocol §3.10, §7).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let page: ConsolePage;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    alice = page.machine;
  });

  it("joins by a touch of one that is there, approves from then on, and its evidence verifies", async () => {
    const [key, second] = [newKey({ counts: true }), newKey()];
    expect((await addPasskeyOn(page, key)).text).toBe(JSON.stringify({ id: key.id }));
    expect(await eventsOf(server, key.id)).toMatchObject([{ kind: "passkey_added", data: { label: "Blue key" } }]);
    const vouched = await openConsole(server, withKey(alice, key));
    expect((await addPasskeyOn(vouched, second)).outcome).toBe("200");
    for (const [authenticator, links, additions] of [
      [alice.authenticator, 18, 0],
      [key, 22, 1],
      [second, 26, 2],
    ] as const) {
      const evidence = await evidenceOf(server, (await redeemedLogin(server, withKey(alice, authenticator))).id);
      expect(readEvidence(writeEvidence(evidence))).toEqual(evidence);
      const report = await verifyEvidence(evidence, undefined);
      expect([firstFailure(report), report.links.length]).toEqual(["holds", links]);
      expect(evidence.passkey_additions?.length ?? 0).toBe(additions);
      expect(report.facts?.passkey.credential_id).toBe(authenticator.id);
    }
  });

  it("vouches for a further browser too, and its evidence verifies", async () => {
    const key = newKey();
    await addPasskeyOn(page, key);
    const browser = await furtherBrowser(server, withKey(alice, key));
    const login = await redeemedLogin(server, { ...browser, authenticator: alice.authenticator });
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  describe("its evidence", () => {
    let honest: Evidence;
    let key: Authenticator;
    beforeEach(async () => {
      key = newKey();
      await addPasskeyOn(page, key);
      honest = await evidenceOf(server, (await redeemedLogin(server, withKey(alice, key))).id);
    });
    const [first, only] = [0, 1];
    const changed = (to: (addition: NonNullable<Evidence["passkey_additions"]>[number]) => object): Evidence => {
      const addition = honest.passkey_additions?.[first];
      if (addition === undefined) throw new Error("no addition");
      return { ...honest, passkey_additions: [{ ...addition, ...to(addition) }].slice(first, only) };
    };

    it("does not hold without the addition, or with another machine's", async () => {
      const { passkey_additions: _, ...without } = honest;
      expect(await verdictOn(without)).toBe("login.assertion passkey_not_bound");
      const bob = await enrolledMachine(server, "bob");
      const theirs = newKey();
      const bobs = await openConsole(server, bob);
      await addPasskeyOn(bobs, theirs);
      const other = await evidenceOf(server, (await redeemedLogin(server, { ...bob, authenticator: theirs })).id);
      const spliced = { ...honest, passkey_additions: other.passkey_additions ?? [] };
      expect(await verdictOn(spliced)).toBe("passkey_addition.addition_request wrong_user");
    });

    it.each([
      ["the label", "vouch assertion_invalid", (text: string) => text.replace("Blue", "Grey")],
      ["white space", "addition_request malformed", (text: string) => text.replace(",", ", ")],
    ])("does not hold with %s of the change changed", async (_what, verdict, to) => {
      const spoilt = changed(({ change }) => ({ change: { ...change, text: to(change.text) } }));
      expect(await verdictOn(spoilt)).toBe(`passkey_addition.${verdict}`);
    });

    it("does not hold with another nonce, receipt or time", async () => {
      const nonce = changed(({ change }) => ({ change: { ...change, nonce: server.id() } }));
      expect(await verdictOn(nonce)).toBe("passkey_addition.vouch assertion_invalid");
      const receipt = changed(() => ({ receipt: honest.enrolment.receipt }));
      expect(await verdictOn(receipt)).toBe("passkey_addition.receipt key_mismatch");
      const early = changed(({ recorded }) => ({ recorded: { added_at: recorded.added_at - 400 } }));
      expect(await verdictOn(early)).toBe("passkey_addition.vouch enrolment_expired");
    });

    it("does not hold for a passkey that vouches for itself", async () => {
      const { nonce, text } = honest.passkey_additions?.[0]?.change ?? { nonce: "", text: "" };
      const login = honest.login.assertion;
      expect(await verdictOn(changed(() => ({ change: { nonce, text, assertion: login } })))).toBe(
        "passkey_addition.vouch passkey_not_bound",
      );
    });
  });
});
