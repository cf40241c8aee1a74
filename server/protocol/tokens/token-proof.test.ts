import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { ACR_VALUES, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Authenticator, FLAGS } from "../../../test/kit/authenticator.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, meetLogin, poll, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { keepKey } from "../../testing/key-place.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// Tokens describe the proof that they depend on, at first and at each refresh (protocol §4.6).

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;

const server = serverForAll({ policy: { acceptSyncedPasskeys: true, requirePeer: "any", remoteHosts: "none" } });
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

const keepKeyIn = (place: Proof["key_storage"]) => keepKey(server, machine, place);

const claimsOf = async (login: Awaited<ReturnType<typeof approvedLogin>>) =>
  (await accessToken.read((await poll(server, login)).as(tokenAnswerSchema).access_token)).claims;

describe("a token says what its approval was proved by", () => {
  it.each([
    ["file", "same", "no", SAME_MACHINE, ["pop", "user", "swk"]],
    ["keyring", "unknown", "unknown", DEVICE_BOUND, ["pop", "user", "swk"]],
    ["tpm", "same", "no", HARDWARE, ["pop", "user", "hwk"]],
    ["tpm", "same", "unknown", DEVICE_BOUND, ["pop", "user", "hwk"]],
    ["tpm", "unknown", "unknown", DEVICE_BOUND, ["pop", "user", "hwk"]],
  ] as const)(
    "of a key in %s, met by a peer of %s account, forwarded %s: %s",
    async (place, account, forwarded, acr, amr) => {
      await keepKeyIn(place);
      const login = await startedLogin(server, machine);
      const presence = { peer: { account, process: null, forwarded } } as const;
      const met = await meetLogin(server, machine, login, { presence });
      await approve(server, machine, login, await decided(server, machine, login));
      const claims = await claimsOf({ ...login, met });
      expect(claims).toMatchObject({
        acr,
        amr,
        proof: { peer: account, forwarded, key_storage: place, passkey: "device_bound" },
      });
    },
  );

  it("of a passkey that can be copied: the lowest class, wherever the key is", async () => {
    machine = await enrolledMachine(server, "alice", {
      authenticator: new Authenticator("synced", { flags: SYNCED }),
    });
    await keepKeyIn("tpm");
    const claims = await claimsOf(await approvedLogin(server, machine));
    expect(claims).toMatchObject({ acr: SAME_MACHINE, proof: { key_storage: "tpm", passkey: "synced" } });
  });
});

describe("a refresh (threat R22)", () => {
  const renewed = async (login: Awaited<ReturnType<typeof approvedLogin>>, token: string) => {
    const tokens = (await refresh(server, machine, login, token)).as(tokenAnswerSchema);
    return { token: tokens.refresh_token, claims: (await accessToken.read(tokens.access_token)).claims };
  };

  it("says no more than the approval did, though the key lies better since", async () => {
    const login = await approvedLogin(server, machine);
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    await keepKeyIn("keyring");
    const next = await renewed(login, tokens.refresh_token);
    expect(next.claims).toMatchObject({ acr: SAME_MACHINE, proof: { key_storage: "file" } });
  });

  it("says less where something holds no more, and then never more again", async () => {
    await keepKeyIn("keyring");
    const login = await approvedLogin(server, machine);
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    await keepKeyIn("file");
    const next = await renewed(login, tokens.refresh_token);
    expect(next.claims).toMatchObject({ acr: SAME_MACHINE, proof: { key_storage: "file" } });
    await keepKeyIn("keyring");
    expect((await renewed(login, next.token)).claims.acr).toBe(SAME_MACHINE);
  });

  it("of a family from before the proof was stored says the least", async () => {
    await keepKeyIn("tpm");
    const login = await approvedLogin(server, machine);
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    const family = await findFamily(server.services.db, { loginId: login.id });
    if (family === undefined) throw new Error("no family");
    const { proof: _, ...grant } = { ...family.grant, acr: SAME_MACHINE, amr: ["pop", "user"] };
    await server.services.db
      .updateTable("token_families")
      .set({ data: JSON.stringify(grant) })
      .where("id", "=", family.id)
      .execute();
    const proof = { peer: "unknown", key_storage: "file", passkey: "synced" };
    expect((await renewed(login, tokens.refresh_token)).claims).toMatchObject({ acr: SAME_MACHINE, proof });
  });

  it("is refused where the family no longer has the class that was asked for", async () => {
    await keepKeyIn("keyring");
    const login = await approvedLogin(server, machine, { acr_values: DEVICE_BOUND });
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    await keepKeyIn("file");
    await expectRefusal(server, () => refresh(server, machine, login, tokens.refresh_token), {
      outcome: "400 invalid_grant/proof_too_weak",
      event: { kind: "refresh_refused", data: { code: "proof_too_weak", revoked: false } },
    });
    await keepKeyIn("keyring");
    expect((await renewed(login, tokens.refresh_token)).claims.acr).toBe(DEVICE_BOUND);
  });
});
