import { listedExtension } from "@nearside/shared/statements/facts.ts";
import { knownOf, requestIdOf } from "../about.ts";
import { writeLogin } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

/** Protocol §4.4, check 19. `name` is the login's. */
export async function boundSetFlaws({ stranger }: Parties, name: string): Promise<Flaw[]> {
  const listed = await listedExtension(requestIdOf(name), stranger.thumbprint);
  return [
    {
      name: "request that lists an extension of another bound set",
      why: "The request lists it, and it meets; but it was never enrolled with this machine.",
      layer: "checkBoundSet",
      code: "not_one_bound_set",
      field: "extension",
      plan: {
        request: { claims: (honest) => ({ ...honest, extensions: [...honest.extensions, listed] }) },
        hello: { signer: stranger },
      },
    },
    {
      name: "device of another bound set",
      why: "Another machine's key made and signed the device statement.",
      layer: "checkBoundSet",
      code: "not_one_bound_set",
      field: "device",
      also: ["checkDeviceSignature"],
      plan: { device: { signer: stranger, claims: (honest) => ({ ...honest, iss: stranger.thumbprint }) } },
    },
  ];
}

/** Two machines, two bound sets, one server. */
export const foreignFlaws = async (victim: Parties, attacker: Parties): Promise<Flaw[]> => [
  {
    name: "whole login of another machine",
    why: "Every link is honest, of a machine that is not this one.",
    layer: "checkDeviceSignature",
    code: "key_mismatch",
    field: "device.iss",
    also: [
      "checkBoundSet",
      "checkDecisionParty",
      "checkApprovalPasskey",
      "checkApprovalAssertion",
      "checkApprovalBackup",
      "checkTokenUser",
      "checkTokenProof",
    ],
    chain: await writeLogin(attacker, "login of another machine"),
  },
  {
    name: "login of another machine, met and approved by this one's browser",
    why: "Device-code phishing (threat R1): the attacker's machine asked; the victim's extension and passkey signed.",
    layer: "checkHelloListed",
    code: "extension_not_listed",
    field: "hello.jwk",
    also: ["checkBoundSet", "checkApprovalPasskey", "checkApprovalAssertion", "checkApprovalBackup", "checkTokenProof"],
    chain: await writeLogin(attacker, "phished login", {
      hello: { signer: victim.extension },
      passkey: victim.passkey,
    }),
    known: { bound: knownOf(attacker).bound },
  },
  {
    name: "login of this machine, met and approved by another one's browser in another name",
    why: "Login CSRF (threat R11): the victim's command line would be signed in as the attacker.",
    layer: "checkHelloListed",
    code: "extension_not_listed",
    field: "hello.jwk",
    also: [
      "checkBoundSet",
      "checkDecisionParty",
      "checkApprovalPasskey",
      "checkApprovalAssertion",
      "checkApprovalBackup",
      "checkTokenUser",
      "checkTokenProof",
    ],
    chain: await writeLogin(victim, "login signed in as another", {
      hello: { signer: attacker.extension },
      decision: { claims: (honest) => ({ ...honest, user: attacker.user }) },
      passkey: attacker.passkey,
      token: { claims: (honest) => ({ ...honest, sub: attacker.user.id }) },
    }),
  },
];
