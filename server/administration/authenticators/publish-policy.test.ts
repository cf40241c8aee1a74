import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../../../test/kit/authenticator.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { findPolicy } from "../../register/passkeys/policy-store.ts";
import { giveRole } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { actingAs } from "../../testing/people.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { endUnfit } from "./follow-authenticators.ts";
import { publishPolicy } from "./publish-policy.ts";

const OTHER = "ffffffff-4455-6677-8899-aabbccddeeff";

// A policy that ends what does not fit ends what owners have too, so it takes the permission to touch them (threat I1).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let olga: EnrolledMachine;
  let otto: EnrolledMachine;
  beforeAll(async () => {
    olga = await enrolledMachine(server, "olga", { authenticator: new Authenticator("olga's", { aaguid: OTHER }) });
    otto = await enrolledMachine(server, "otto");
    await giveRole(server, olga.user.id, "owner");
    await giveRole(server, otto.user.id, "owner");
  });

  const deny = async (role: "administrator" | "owner", endsUnfit: boolean) => {
    const by = await actingAs(server, role, "authenticators.manage");
    const after = (await findPolicy(server.services.db)).version;
    const policy = { ...ANY_AUTHENTICATOR, deny: [OTHER] };
    return publishPolicy(server.services, { policy, note: null, endsUnfit, after }, by);
  };
  const stateOf = async ({ authenticator }: EnrolledMachine) => {
    const row = server.services.db.selectFrom("passkeys").select("state").where("credential_id", "=", authenticator.id);
    return (await row.executeTakeFirstOrThrow()).state;
  };

  it("an administrator ends no owner's passkey by one", async () => {
    await expect(deny("administrator", true)).rejects.toMatchObject({ code: "not_permitted" });
    expect((await deny("administrator", false)).state).toBe("published");
    expect(await endUnfit(server.services)).toBe(0);
    expect(await stateOf(olga)).toBe("active");
  });

  it("an owner whose machine is quarantined does not count as one who could fix it", async () => {
    await quarantineMachine(server.services, otto.boundSetId, { by: SERVER_SHELL, note: null });
    expect(await deny("owner", true)).toEqual({ state: "locks_out" });
  });

  it("an owner does", async () => {
    const third = await enrolledMachine(server, "third");
    await giveRole(server, third.user.id, "owner");
    expect((await deny("owner", true)).state).toBe("published");
    expect(await endUnfit(server.services)).toBe(1);
    expect(await stateOf(olga)).toBe("revoked");
  });
});
