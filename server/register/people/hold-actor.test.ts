import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { changePerson } from "../../administration/people/change-person.ts";
import { type Actor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { revokeMachine } from "../../protocol/revocation/revoke-machine.ts";
import { revokePasskey } from "../../protocol/revocation/revoke-passkey.ts";
import { consoleOf } from "../../testing/console.ts";
import { newPerson } from "../../testing/people.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A signed change waits for its turn, and the session or key that signed it may be inactive when that comes (threats R16,
// I1).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let admin: ConsolePage;
  let by: Actor & { kind: "person" };
  let subject: string;
  beforeAll(async () => {
    subject = (await newPerson(server, "bob")).id;
  });
  beforeEach(async () => {
    admin = await consoleOf(server, "administrator");
    const path = `/api/console/people/${subject}/change`;
    expect((await admin.change(path, { display_name: `Bob ${server.now()}`, email: "" })).outcome).toBe("200");
    const { id } = await server.services.db
      .selectFrom("console_changes")
      .select("id")
      .where("user_id", "=", admin.machine.user.id)
      .executeTakeFirstOrThrow();
    const { user, device } = admin.machine;
    by = {
      kind: "person",
      userId: user.id,
      deviceJkt: device.thumbprint,
      changeId: id,
      permission: "people.manage",
    };
  });

  const why = { by: SERVER_SHELL, note: null };
  const rename = (displayName: string) => changePerson(server.services, subject, { displayName, email: null }, by);

  it.each([
    ["machine is quarantined", () => quarantineMachine(server.services, admin.machine.boundSetId, why)],
    ["machine is revoked", () => revokeMachine(server.services, admin.machine.boundSetId, why)],
    ["passkey is revoked", () => revokePasskey(server.services, admin.machine.authenticator.id, why)],
  ] as const)("a change is not made once its %s", async (_what, revoke) => {
    expect(await rename("Robert")).toBe(true);
    await revoke();
    await expect(rename("Mallory")).rejects.toMatchObject({ code: "not_permitted" });
    const row = server.services.db.selectFrom("users").select("display_name").where("id", "=", subject);
    expect(await row.executeTakeFirst()).toEqual({ display_name: "Robert" });
  });
});
