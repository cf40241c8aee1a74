import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import { type CeremonyTwist, FLAGS } from "../../kit/authenticator.ts";
import { MALLORY, STARTED, VECTORS_ISSUER } from "../about.ts";
import { signatureInDer } from "../forge.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

const OTHER_HASH = "A".repeat(43);
const { UP, UV, BE, BS } = FLAGS;
const decision = (claims: (honest: Decision["claims"]) => Decision["claims"]): Plan => ({ decision: { claims } });
const response = (honest: AssertionJson, change: Partial<AssertionJson["response"]>): AssertionJson => ({
  ...honest,
  response: { ...honest.response, ...change },
});

/** Flaws of the decision, the approval and its assertion (protocol §4.5). */
export const approvalFlaws = (parties: Parties): Flaw[] => [
  ...serverSignatureFlaws<Decision["claims"]>("decision", "checkDecisionSignature", parties, (twist) => ({
    decision: twist,
  })),
  ...decisionFlaws(parties),
  ...passkeyFlaws(parties),
  ...assertionFlaws(parties),
  ...pageFlaws(),
  ...backupFlaws(parties),
];

const decisionFlaws = ({ stranger }: Parties): Flaw[] => [
  {
    name: "decision about another meeting",
    why: "attestation is the hash of something else.",
    layer: "checkDecisionMeeting",
    code: "decision_mismatch",
    field: "decision.attestation",
    plan: decision((honest) => ({ ...honest, attestation: OTHER_HASH })),
  },
  {
    name: "decision for another user",
    why: "user is not whom the machine is enrolled for.",
    layer: "checkDecisionParty",
    code: "decision_mismatch",
    field: "decision.user",
    plan: decision((honest) => ({ ...honest, user: MALLORY })),
  },
  {
    name: "decision for another machine",
    why: "device is another key's thumbprint.",
    layer: "checkDecisionParty",
    code: "decision_mismatch",
    field: "decision.device",
    plan: decision((honest) => ({ ...honest, device: stranger.thumbprint })),
  },
  {
    name: "decision about other facts",
    why: "facts is not the request's hash: what is shown is not what was asked.",
    layer: "checkDecisionFacts",
    code: "facts_mismatch",
    field: "decision.facts",
    plan: decision((honest) => ({ ...honest, facts: OTHER_HASH })),
  },
  {
    name: "decision from before the meeting's nonce",
    why: "iat is a second before the nonce's.",
    layer: "checkDecisionTime",
    code: "request_expired",
    field: "decision.iat",
    plan: decision((honest) => ({ ...honest, iat: STARTED + 4 })),
  },
  {
    name: "decision from after the request's end",
    why: "iat is a second after the request's exp.",
    layer: "checkDecisionTime",
    code: "request_expired",
    field: "decision.iat",
    plan: decision((honest) => ({ ...honest, iat: STARTED + 1 + REQUEST_SECONDS + 1 })),
  },
];

const passkeyFlaws = ({ strangerPasskey, syncedPasskey }: Parties): Flaw[] => [
  {
    name: "approval by a passkey of another bound set",
    why: "A stranger's passkey approved that very decision.",
    layer: "checkApprovalPasskey",
    code: "passkey_not_bound",
    field: "assertion.id",
    also: ["checkApprovalAssertion", "checkApprovalBackup", "checkTokenProof"],
    plan: { passkey: strangerPasskey },
  },
  {
    name: "approval that names two passkeys",
    why: "rawId is another passkey of the bound set than id.",
    layer: "checkApprovalPasskey",
    code: "passkey_not_bound",
    field: "assertion.rawId",
    also: ["checkApprovalAssertion"],
    plan: {
      assertion: { written: (honest) => ({ ...honest, rawId: syncedPasskey.enrolled.credential_id }) },
    },
  },
];

const assertionFlaws = ({ syncedPasskey }: Parties): Flaw[] => {
  const flaw = (name: string, why: string, assertion: CeremonyTwist): Flaw => ({
    name,
    why,
    layer: "checkApprovalAssertion",
    code: "assertion_invalid",
    field: "assertion",
    plan: { assertion },
  });
  return [
    flaw("approval signed by another passkey of the bound set", "id is the one passkey's, the signature the other's.", {
      signedBy: syncedPasskey,
    }),
    flaw("approval with another challenge", "The challenge does not name this decision.", {
      clientData: (honest) => ({ ...honest, challenge: OTHER_HASH }),
    }),
    flaw("approval whose challenge is written with padding", "The challenge is the same bytes in another text.", {
      clientData: (honest) => ({ ...honest, challenge: `${honest["challenge"]}=` }),
    }),
    flaw("creation of a passkey in the place of an approval", "type is webauthn.create.", {
      clientData: (honest) => ({ ...honest, type: "webauthn.create" }),
    }),
    flaw("approval on another origin", "The page was on a host whose name only begins alike.", {
      clientData: (honest) => ({ ...honest, origin: `${VECTORS_ISSUER}.evil.example` }),
    }),
    flaw("approval on another port of the host", "Same host, other origin.", {
      clientData: (honest) => ({ ...honest, origin: `${VECTORS_ISSUER}:8443` }),
    }),
    flaw("approval for another relying party", "rpIdHash is another domain's.", { rpId: "example.com" }),
    flaw("approval without anybody present", "UP = 0.", { flags: UV }),
    {
      ...flaw("approval without the person verified", "UV = 0.", { flags: UP }),
      code: "user_not_verified",
      field: "assertion.UV",
    },
    flaw("approval whose flags were changed after it was signed", "UV was set in a signed assertion without it.", {
      flags: UP,
      written: (honest) => {
        const data = Buffer.from(honest.response.authenticatorData, "base64url");
        data[32] = UP | UV;
        return response(honest, { authenticatorData: data.toString("base64url") });
      },
    }),
    flaw("approval whose authenticator data is cut short", "36 bytes; at least 37 are demanded.", {
      written: (honest) => {
        const data = Buffer.from(honest.response.authenticatorData, "base64url");
        return response(honest, { authenticatorData: data.subarray(0, 36).toString("base64url") });
      },
    }),
    flaw(
      "approval with R ‖ S in the place of DER",
      "A second text for one signature (WebAuthn L3 §6.5.5 asks for DER).",
      {
        signature: signatureInDer,
      },
    ),
    flaw("approval without a signature", "No bytes at all.", { signature: () => new Uint8Array() }),
  ];
};

const pageFlaws = (): Flaw[] => {
  const flaw = (
    name: string,
    why: string,
    field: string,
    clientData: NonNullable<CeremonyTwist["clientData"]>,
  ): Flaw => ({
    name,
    why,
    layer: "checkApprovalTopOrigin",
    code: "assertion_invalid",
    field,
    plan: { assertion: { clientData } },
  });
  const also = ["checkApprovalAssertion"];
  return [
    flaw("approval in a frame of another site", "crossOrigin is true.", "clientDataJSON.crossOrigin", (honest) => ({
      ...honest,
      crossOrigin: true,
    })),
    {
      ...flaw(
        "approval below another top page",
        "topOrigin is another site's.",
        "clientDataJSON.topOrigin",
        (honest) => ({ ...honest, topOrigin: "https://evil.example" }),
      ),
      also,
    },
    {
      ...flaw(
        "approval that names its own page as the top one",
        "Browsers name a top page only where there is a frame.",
        "clientDataJSON.topOrigin",
        (honest) => ({ ...honest, topOrigin: honest["origin"] }),
      ),
      also,
    },
    flaw(
      "approval whose crossOrigin is no truth value",
      "crossOrigin is a text, which is neither true nor false.",
      "clientDataJSON",
      (honest) => ({ ...honest, crossOrigin: "true" }),
    ),
    flaw(
      "approval whose client data names its challenge twice",
      "One reader takes the first challenge, another one the last.",
      "clientDataJSON",
      (honest) => JSON.stringify(honest).replace("{", `{"challenge":"${"A".repeat(43)}",`),
    ),
    flaw(
      "approval whose client data names its origin twice, once escaped",
      "orig\\u0069n is origin.",
      "clientDataJSON",
      (honest) => JSON.stringify(honest).replace("{", '{"orig\\u0069n":"https://evil.example",'),
    ),
    {
      ...flaw("approval whose client data is not JSON", "clientDataJSON is cut short.", "clientDataJSON", () => "{"),
      also,
    },
    {
      ...flaw("approval whose client data names no origin", "origin is missing.", "clientDataJSON", (honest) => ({
        ...honest,
        origin: undefined,
      })),
      also,
    },
  ];
};

const backupFlaws = ({ syncedPasskey }: Parties): Flaw[] => [
  {
    name: "approval by a passkey that can be copied now",
    why: "BE = 1, and it was 0 at enrolment.",
    layer: "checkApprovalBackup",
    code: "backup_state_changed",
    field: "assertion.BE",
    plan: { assertion: { flags: UP | UV | BE } },
  },
  {
    name: "approval by a synced passkey that says it cannot be copied",
    why: "BE = 0, and it was 1 at enrolment: another authenticator signed.",
    layer: "checkApprovalBackup",
    code: "backup_state_changed",
    field: "assertion.BE",
    plan: { passkey: syncedPasskey, assertion: { flags: UP | UV } },
  },
  {
    name: "approval by a passkey that was copied though it cannot be",
    why: "BS = 1 with BE = 0, which no authenticator may say (WebAuthn L3 §6.1.3).",
    layer: "checkApprovalBackup",
    code: "backup_state_changed",
    field: "assertion.BS",
    also: ["checkApprovalAssertion"],
    plan: { assertion: { flags: UP | UV | BS } },
  },
];
