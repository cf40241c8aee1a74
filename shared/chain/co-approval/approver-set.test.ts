import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { BoundPasskey, BoundSet } from "../chain.ts";
import { approverSet } from "./approver-set.ts";

// Each key is of one bound set. A server that says otherwise lets one person approve as two.

const passkeyOf = (letter: string): BoundPasskey => ({
  credential_id: letter.repeat(22),
  public_key: letter.repeat(56),
  backup_eligible: false,
});

async function setOf(name: string): Promise<BoundSet> {
  const [device, extension] = await Promise.all([newSigner(), newSigner()]);
  const user = { id: `us_${name.repeat(22)}`, name };
  return { user, device: device.jwk, extensions: [extension.thumbprint], passkeys: [passkeyOf(name)] };
}

let alice: BoundSet;
let bob: BoundSet;
let cara: BoundSet;
beforeAll(async () => {
  alice = await setOf("a");
  bob = await setOf("b");
  cara = await setOf("c");
});

/** Looks for the set of a person who approves what Alice wants, after Cara did. */
async function find(set: BoundSet): Promise<BoundSet> {
  const [extension_jkt = ""] = set.extensions;
  const approver = { user: set.user, device: await thumbprintOf(set.device), extension_jkt };
  return approverSet({ coDecision: { claims: { approver } } }, { bound: alice, approvers: [cara, set] });
}

describe("the bound set of a second approver", () => {
  it("is found", async () => {
    expect(await find(bob)).toBe(bob);
  });

  it.each([
    [
      "the extension of the person who wants the login",
      () => ({ extensions: [...bob.extensions, ...alice.extensions] }),
    ],
    ["the extension of another approver", () => ({ extensions: cara.extensions })],
    ["a passkey of the person who wants the login", () => ({ passkeys: [passkeyOf("b"), passkeyOf("a")] })],
    ["a passkey of another approver", () => ({ passkeys: [passkeyOf("c")] })],
    ["that key under another id", () => ({ passkeys: [{ ...passkeyOf("a"), credential_id: "d".repeat(22) }] })],
    ["that id with another key", () => ({ passkeys: [{ ...passkeyOf("a"), public_key: "d".repeat(56) }] })],
  ])("counts for none if it has %s", async (_what, changed) => {
    await expect(find({ ...bob, ...changed() })).rejects.toMatchObject({ code: "co_same_machine" });
  });
});
