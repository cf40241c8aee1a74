import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type CeremonyTwist, FLAGS } from "../kit/authenticator.ts";
import { ADA, knownOf, RP_ID, VECTORS_ISSUER } from "./about.ts";
import { writeLogin } from "./login.ts";
import { newParties, type Parties } from "./parties.ts";
import { codeAndField, refusalOf } from "./refusal-of.ts";

// The chain's vectors leave two things of WebAuthn L3 §7.2 open: the counter, and the flags that an honest passkey may have.

let parties: Parties;
beforeAll(async () => {
  parties = await newParties(ADA);
});

describe("the signature counter (WebAuthn L3 §7.2 step 25)", () => {
  const CHALLENGE = new Uint8Array(32).fill(7);
  const PARTY = { rpId: RP_ID, origin: VECTORS_ISSUER };
  const verify = (counter: number, stored?: number) => {
    const { passkey } = parties;
    const assertion = passkey.get({ challenge: CHALLENGE, ...PARTY }, { counter });
    return verifyAssertion(assertion, CHALLENGE, passkey.enrolled, PARTY, stored);
  };

  it.each([
    [0, 0],
    [1, 0],
    [6, 5],
    [0xffffffff, 5],
  ])("%d is taken after %d, and is the new one", async (counter, stored) => {
    expect(await verify(counter, stored)).toBe(counter);
  });

  it.each([
    [5, 5],
    [4, 5],
    [0, 5],
  ])("%d is refused after %d: the authenticator may have been copied", async (counter, stored) => {
    expect(codeAndField(await refusalOf(() => verify(counter, stored)))).toEqual({
      code: "assertion_invalid",
      field: "assertion",
    });
  });

  it("is judged by nobody who keeps none", async () => {
    expect(await verify(5)).toBe(5);
  });

  it("does not make one challenge another: an approval is no enrolment", async () => {
    const challenge = await enrolmentChallenge("A".repeat(43));
    const assertion = parties.passkey.get({ challenge: CHALLENGE, ...PARTY });
    const refusal = await refusalOf(() => verifyAssertion(assertion, challenge, parties.passkey.enrolled, PARTY));
    expect(codeAndField(refusal)).toEqual({ code: "assertion_invalid", field: "assertion" });
  });
});

describe("an honest approval", () => {
  const { UP, UV, BE, BS } = FLAGS;
  const verify = async (plan: { readonly synced: boolean; readonly assertion: CeremonyTwist }) => {
    const passkey = plan.synced ? parties.syncedPasskey : parties.passkey;
    const written = await writeLogin(parties, "honest", { passkey, assertion: plan.assertion });
    await verifyChain(await readChain(written), knownOf(parties));
  };

  it.each([
    ["by a passkey of this device alone", false, UP | UV],
    ["by a synced passkey that is backed up", true, UP | UV | BE | BS],
    ["by a synced passkey that is not yet backed up", true, UP | UV | BE],
  ])("is taken %s", async (_what, synced, flags) => {
    await verify({ synced, assertion: { flags } });
  });

  it("is taken with members that browsers add to the client data (WebAuthn L3 §5.8.1)", async () => {
    const clientData = (honest: object) => ({
      ...honest,
      other_keys_can_be_added_here: "do not compare clientDataJSON",
    });
    await verify({ synced: false, assertion: { clientData } });
  });

  it("is taken without crossOrigin, as older browsers write it", async () => {
    const clientData = ({ crossOrigin: _left, ...honest }: Readonly<Record<string, unknown>>) => honest;
    await verify({ synced: false, assertion: { clientData } });
  });

  it("is taken whatever the unsigned members say", async () => {
    const attachments = ["platform", "cross-platform"] as const;
    for (const authenticatorAttachment of attachments) {
      const written: NonNullable<CeremonyTwist["written"]> = (honest) => ({
        ...honest,
        authenticatorAttachment,
        clientExtensionResults: { appid: true },
        response: { ...honest.response, userHandle: "AAAA" },
      });
      await verify({ synced: false, assertion: { written } });
    }
  });
});
