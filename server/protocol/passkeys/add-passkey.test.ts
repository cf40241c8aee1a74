import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { FLAGS } from "../../../test/kit/authenticator.ts";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { addPasskeyOn, newKey, ownPasskeysOn, withKey } from "../../testing/own-passkeys.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { putInPlace } from "../revocation/replace-signing-keys.ts";

// A person adds further passkeys to a machine of theirs (protocol §3.10), on these conditions.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let page: ConsolePage;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    alice = page.machine;
  });

  describe("is refused, and nothing moves,", () => {
    const expectRefused = async (send: () => Promise<{ outcome: string }>, outcome: string) => {
      const rows = async () => {
        const { db } = server.services;
        const passkeys = await db.selectFrom("passkeys").select("credential_id").orderBy("credential_id").execute();
        return { passkeys, additions: (await db.selectFrom("passkey_additions").selectAll().execute()).length };
      };
      const before = await rows();
      expect((await send()).outcome).toBe(outcome);
      expect(await rows()).toEqual(before);
    };

    it("without a touch by a passkey of the machine: a stolen session adds nothing", async () => {
      const change = await page.furtherPasskey(newKey());
      const mallory = await enrolledMachine(server, "mallory");
      const touched = (by: EnrolledMachine) => page.change(ADD_PASSKEY_PATH, change, { touchedBy: by.authenticator });
      await expectRefused(() => touched(mallory), "400 touch_invalid/passkey_not_bound");
      const itself = withKey(alice, newKey());
      await expectRefused(() => touched(itself), "400 touch_invalid/passkey_not_bound");
    });

    it("with another passkey than the one that the touch is for", async () => {
      const [signed, sent] = [await page.furtherPasskey(newKey()), await page.furtherPasskey(newKey())];
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, sent, { signed }), "400 touch_invalid/assertion_invalid");
    });

    it("for a request of another machine or browser, an expired one, or another server's", async () => {
      const other = await openConsole(server, await enrolledMachine(server, alice.user.name));
      const theirs = await other.furtherPasskey(newKey());
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, theirs), "400 key_mismatch");
      const bobs = await (await openConsole(server, await enrolledMachine(server, "bob"))).furtherPasskey(newKey());
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, bobs), "400 wrong_user");
      const old = await page.furtherPasskey(newKey());
      server.pass(361);
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, old), "400 clock_skew");
      const none = { ...(await page.furtherPasskey(newKey())), request: "a.b.c" };
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, none), "400 invalid_request");
    });

    it("for a request that a key signed which was given up, as soon as another server has done that", async () => {
      const change = await page.furtherPasskey(newKey());
      const { keys, secrets } = server.services;
      await putInPlace(server.services, await keys.make(), await secrets.make()); // this server has not read the keys since
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, change), "400 server_key_given_up");
      await server.services.keys.follow();
      expect((await addPasskeyOn(page, newKey())).outcome).toBe("200");
    });

    it("made for another request than the one sent", async () => {
      const [one, other] = [await page.furtherPasskey(newKey()), await page.furtherPasskey(newKey())];
      const mixed = { ...one, request: other.request };
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, mixed), "400 assertion_invalid");
      expect((await eventsOf(server, alice.device.thumbprint)).at(-1)).toMatchObject({
        kind: "device_refused",
        data: { step: "passkey_addition", code: "assertion_invalid" },
      });
    });

    it("where it can be copied, as at an enrolment", async () => {
      const synced = newKey({ flags: FLAGS.UP | FLAGS.UV | FLAGS.BE });
      await expectRefused(() => addPasskeyOn(page, synced), "400 passkey_synced");
      const unverified = newKey({ flags: FLAGS.UP });
      await expectRefused(() => addPasskeyOn(page, unverified), "400 user_not_verified");
    });

    it("where it belongs to a machine already", async () => {
      const bob = await enrolledMachine(server, "bob");
      await expectRefused(() => addPasskeyOn(page, bob.authenticator), "400 key_already_bound");
      await expectRefused(() => addPasskeyOn(page, alice.authenticator), "400 key_already_bound");
    });

    it.each(["", " ", "x".repeat(65), "a\u202eb", "a\nb", "\u200b"])("with the label %j", async (label) => {
      const change = { ...(await page.furtherPasskey(newKey())), label };
      await expectRefused(() => page.change(ADD_PASSKEY_PATH, change), "400 invalid_request");
    });
  });

  it("is one active passkey however often it is sent at once", async () => {
    const change = await page.furtherPasskey(newKey());
    const answers = await Promise.all([1, 2, 3, 4].map(() => page.change(ADD_PASSKEY_PATH, change)));
    const outcome = answers.map((answer) => answer.outcome).toSorted();
    expect(outcome).toEqual(["200", "400 key_already_bound", "400 key_already_bound", "400 key_already_bound"]);
  });

  it("are ten of a machine at most, no matter who asks at once", async () => {
    const answers = await Promise.all(Array.from({ length: 11 }, () => addPasskeyOn(page, newKey())));
    expect(answers.filter((answer) => answer.outcome === "200")).toHaveLength(9);
    expect(await ownPasskeysOn(page)).toHaveLength(10);
  });
});
