import { ownPasskeysAnswerSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../test/kit/console.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { addPasskeyOn, newKey, ownPasskeysOn, withKey } from "../../testing/own-passkeys.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A person removes or renames passkeys of their own (protocol §3.10).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let page: ConsolePage;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    alice = page.machine;
  });

  const remove = (id: string, on: ConsolePage = page) => on.change(`${ADD_PASSKEY_PATH}/remove`, { passkey: id });

  describe("one that is removed", () => {
    it("ends with what it approved; the other continues", async () => {
      const key = newKey();
      await addPasskeyOn(page, key);
      const login = await redeemedLogin(server, withKey(alice, key));
      expect((await remove(key.id)).text).toBe("{}");
      const { db } = server.services;
      const family = db.selectFrom("token_families").select("state").where("login_id", "=", login.id);
      expect(await family.execute()).toEqual([{ state: "revoked" }]);
      expect((await eventsOf(server, key.id)).at(-1)).toMatchObject({
        kind: "passkey_revoked",
        data: { by: "console" },
      });
      expect((await remove(key.id)).outcome).toBe("409 conflict");
      await redeemedLogin(server, alice);
    });

    it("is never the last, of two that are removed at once neither", async () => {
      expect(await ownPasskeysOn(page)).toEqual([{ id: alice.authenticator.id, label: null, is_last: true }]);
      expect((await remove(alice.authenticator.id)).outcome).toBe("409 last_passkey");
      const key = newKey();
      await addPasskeyOn(page, key);
      const other = await openConsole(server, withKey(alice, key));
      const answers = await Promise.all([remove(alice.authenticator.id), remove(key.id, other)]);
      expect(answers.map((answer) => answer.outcome === "200").toSorted()).toEqual([false, true]);
      expect(await ownPasskeysOn(answers[0]?.outcome === "200" ? other : page)).toHaveLength(1);
    });

    it("is one's own", async () => {
      const bobs = await openConsole(server, await enrolledMachine(server, "bob"));
      await addPasskeyOn(page, newKey());
      expect((await remove(alice.authenticator.id, bobs)).outcome).toBe("404 unknown");
      const rename = (path: string, change: object) => bobs.change(`/api/console/account/${path}/rename`, change);
      const passkey = alice.authenticator.id;
      expect((await rename("passkeys", { passkey, label: "Mine" })).outcome).toBe("404 unknown");
      const device = alice.device.thumbprint;
      expect((await rename("machines", { device, label: "Mine" })).outcome).toBe("404 unknown");
    });
  });

  it("is called what its person calls it, and so is the machine", async () => {
    const path = "/api/console/account";
    const passkey = alice.authenticator.id;
    const device = alice.device.thumbprint;
    expect((await page.change(`${path}/passkeys/rename`, { passkey, label: " Fingerprint " })).outcome).toBe("200");
    expect((await page.change(`${path}/machines/rename`, { device, label: "Work laptop" })).outcome).toBe("200");
    expect((await page.get(ADD_PASSKEY_PATH)).as(ownPasskeysAnswerSchema).passkeys).toMatchObject([
      { label: "Fingerprint", is_here: true, machine: { label: "Work laptop", hostname: "laptop" } },
    ]);
    expect((await eventsOf(server, device)).at(-1)).toMatchObject({
      kind: "label_changed",
      data: { what: "machine", from: null, to: "Work laptop" },
    });
  });
});
