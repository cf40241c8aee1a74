import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { type CeremonyTwist, FLAGS } from "../../kit/authenticator.ts";
import { STARTED } from "../about.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

const { UP, UV, BE } = FLAGS;
type Claims = Decision["claims"];

const decision = (change: Partial<Claims>): Plan => ({ decision: { claims: (honest) => ({ ...honest, ...change }) } });
const token = (change: Partial<AccessToken["claims"]>): Plan => ({
  token: { claims: (honest) => ({ ...honest, ...change }) },
});
const asking = (scope: string): Plan => ({ facts: (honest: Facts) => ({ ...honest, scope }) });

/** Demands of rules on top of the floor (protocol §4.5, §4.6). */
export const ruleFlaws = (parties: Parties): Flaw[] => [
  ...scopeFlaws(),
  ...passkeyFlaws(parties),
  ...freshFlaws(),
  ...securityKeyFlaws(parties),
];

const scopeFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, demanded: string, left: string): Flaw => ({
    name,
    why,
    layer: "checkDecisionScope",
    code: "decision_mismatch",
    field: "decision.scope",
    plan: { ...asking(demanded), ...decision({ scope: left }) },
  });
  return [
    flaw(
      "decision for more scope than was asked for",
      "scope has one word more than the facts.",
      "deploy",
      "deploy admin",
    ),
    flaw(
      "decision that leaves out nothing and says so",
      "scope is that of the facts: two texts for one.",
      "deploy",
      "deploy",
    ),
    flaw("decision whose scope is in another order", "Two texts for one.", "read deploy list", "deploy read"),
    flaw("decision with one word of the scope twice", "Two texts for one.", "deploy list", "deploy deploy"),
    {
      name: "token with the scope that a rule left out",
      why: "scope is that of the facts, not what the decision says is left.",
      layer: "checkTokenGrant",
      code: "token_mismatch",
      field: "token.scope",
      plan: { ...asking("deploy admin"), ...decision({ scope: "deploy" }), ...token({ scope: "deploy admin" }) },
    },
  ];
};

const passkeyFlaws = ({ syncedPasskey }: Parties): Flaw[] => [
  {
    name: "approval by a passkey that may be copied where a rule asks for one that can't",
    why: "BE = 1, honestly, and the decision requires device_bound.",
    layer: "checkApprovalDeviceBound",
    code: "passkey_synced",
    field: "assertion.id",
    plan: { ...decision({ require: { device_bound: true } }), passkey: syncedPasskey },
  },
];

const freshFlaws = (): Flaw[] => [
  {
    name: "token made long after a touch that a rule wants fresh",
    why: "The decision asks for a touch of the last ten seconds, and it is eleven old.",
    layer: "checkTokenStepUp",
    code: "approval_too_old",
    field: "token.auth_time",
    plan: { ...decision({ require: { fresh_touch: 10 } }), ...token({ iat: STARTED + 21 }) },
  },
];

const securityKeyFlaws = ({ passkey, securityKey, syncedPasskey, strangerPasskey }: Parties): Flaw[] => {
  const second = (
    name: string,
    why: string,
    [code, field]: readonly [Flaw["code"], string],
    plan: { readonly securityKey?: Parties["passkey"]; readonly secondAssertion?: CeremonyTwist },
  ): Flaw => ({ name, why, layer: "checkSecurityKey", code, field, of: "two_touches", plan });
  const invalid = ["assertion_invalid", "assertion"] as const;
  return [
    {
      name: "approval without the security key that a rule asks for",
      why: "The decision requires security_key, and one passkey was touched.",
      layer: "checkSecurityKey",
      code: "security_key_missing",
      field: "security_key",
      plan: decision({ require: { security_key: true } }),
    },
    {
      name: "approval with a security key that nobody asked for",
      why: "Honest in itself: but one approval has one form.",
      layer: "checkSecurityKey",
      code: "decision_mismatch",
      field: "security_key",
      plan: { securityKey },
    },
    second(
      "one passkey touched twice",
      "The second touch is by the first passkey.",
      ["security_key_missing", "security_key.id"],
      { securityKey: passkey },
    ),
    second(
      "security key of another bound set",
      "A stranger's passkey signed that very decision.",
      ["passkey_not_bound", "assertion.id"],
      { securityKey: strangerPasskey },
    ),
    second("security key that signed another decision", "The challenge names something else.", invalid, {
      secondAssertion: { clientData: (honest) => ({ ...honest, challenge: "A".repeat(43) }) },
    }),
    second(
      "second touch in the security key's name, by another passkey",
      "id is the key's, the signature not.",
      invalid,
      {
        secondAssertion: { signedBy: syncedPasskey },
      },
    ),
    second("security key touched on another origin", "The page was on another host.", invalid, {
      secondAssertion: { clientData: (honest) => ({ ...honest, origin: "https://login.example.net" }) },
    }),
    second("security key touched without its PIN", "UV = 0.", ["user_not_verified", "assertion.UV"], {
      secondAssertion: { flags: UP },
    }),
    second(
      "security key touched in a frame of another site",
      "crossOrigin is true.",
      ["assertion_invalid", "clientDataJSON.crossOrigin"],
      { secondAssertion: { clientData: (honest) => ({ ...honest, crossOrigin: true }) } },
    ),
    second(
      "security key that can be copied now",
      "BE = 1, and it was 0 at enrolment.",
      ["backup_state_changed", "assertion.BE"],
      {
        secondAssertion: { flags: UP | UV | BE },
      },
    ),
    second(
      "security key that names two passkeys",
      "rawId is another passkey of the bound set than id.",
      ["passkey_not_bound", "assertion.rawId"],
      {
        secondAssertion: {
          written: (honest: AssertionJson) => ({ ...honest, rawId: syncedPasskey.enrolled.credential_id }),
        },
      },
    ),
    {
      name: "token that rests on the first of two touches alone",
      why: "chain leaves out the security key's signature.",
      layer: "checkTokenChain",
      code: "chain_mismatch",
      field: "token.chain",
      of: "two_touches",
      plan: token({ chain: "A".repeat(43) }),
    },
  ];
};
