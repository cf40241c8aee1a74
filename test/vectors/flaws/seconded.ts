import type { Trusted } from "@nearside/shared/chain/chain.ts";
import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { chainClaim } from "@nearside/shared/oauth/access-token.ts";
import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import { knownOf, MALLORY, STARTED } from "../about.ts";
import { countingFor, type Plan } from "../login.ts";
import type { Approver, Parties } from "../parties.ts";
import type { CoPlan } from "../seconded.ts";
import type { Flaw } from "./flaw.ts";
import { type By, secondPersonFlaws } from "./second-person.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

const OTHER_HASH = "A".repeat(43);
/** The first approval. */
const APPROVED = STARTED + 10;
type Claims = CoDecision["claims"];

/** A login that other people have to approve as well (protocol §11, threat I4). */
export const secondedFlaws = (parties: Parties): Flaw[] => {
  const [bob, cara] = parties.approvers;
  if (bob === undefined || cara === undefined) throw new Error("two approvers are needed");
  const by = { parties, bob, cara };
  return [
    ...quorumFlaws(by),
    ...serverSignatureFlaws<Claims>("co-decision", "checkCoSignature", parties, (coDecision) => ({
      others: [{ by: bob, coDecision }],
    })).map((flaw) => ({ ...flaw, of: "seconded" as const })),
    ...namedFlaws(by),
    ...approverFlaws(by),
    ...timeFlaws(by),
    ...secondPersonFlaws(by),
    ...tokenFlaws(by),
  ];
};

const claims = (change: Partial<Claims>): NonNullable<CoPlan["coDecision"]> => ({
  claims: (honest) => ({ ...honest, ...change }),
});

const quorumFlaws = ({ bob, cara }: By): Flaw[] => [
  {
    name: "login that nobody else approved, where a rule asks for it",
    why: "The decision asks for one of a group, and the token was made without.",
    layer: "checkCoQuorum",
    code: "co_approval_missing",
    field: "co_approvals",
    of: "seconded",
    plan: { others: [] },
  },
  {
    name: "login that one other person approved, where a rule asks for two",
    why: "quorum is 2.",
    layer: "checkCoQuorum",
    code: "co_approval_missing",
    field: "co_approvals",
    of: "seconded",
    plan: {
      decision: {
        claims: (honest) => ({
          ...honest,
          second: { approvers: [{ among: ["group:leads"], quorum: 2 }], within: 900 },
        }),
      },
    },
  },
  {
    name: "login that two others approved for one rule, and nobody for the other one",
    why: "Both count for the first list alone.",
    layer: "checkCoQuorum",
    code: "co_approval_missing",
    field: "co_approvals",
    of: "twice_seconded",
    plan: { others: [{ by: bob }, { by: cara }] },
  },
  {
    name: "login that one more person approved than was needed",
    why: "The first of them decided: a chain has one form.",
    layer: "checkCoQuorum",
    code: "co_approval_unasked",
    field: "co_approvals",
    of: "seconded",
    plan: { others: [{ by: bob }, { by: cara }] },
  },
  {
    name: "approval for a rule that the decision does not have",
    why: "among names the second of one list.",
    layer: "checkCoQuorum",
    code: "co_approval_unasked",
    field: "co_decision.among",
    of: "seconded",
    plan: { others: [{ by: bob, coDecision: countingFor([0, 1]) }] },
  },
];

const namedFlaws = ({ bob, cara }: By): Flaw[] => {
  const flaw = (layer: string, name: string, why: string, field: string, change: (honest: Claims) => Claims): Flaw => ({
    name: `co-decision ${name}`,
    why,
    layer,
    code: "co_decision_mismatch",
    field,
    of: "seconded",
    plan: { others: [{ by: bob, coDecision: { claims: change } }] },
  });
  const names = (name: string, why: string, field: keyof Claims) =>
    flaw("checkCoNamed", name, why, `co_decision.${field}`, (honest) => ({ ...honest, [field]: OTHER_HASH }));
  const initiator = (name: string, field: keyof Claims["initiator"], change: Partial<Claims["initiator"]>) =>
    flaw("checkCoInitiator", name, `${field} is not what the chain says.`, `initiator.${field}`, (honest) => ({
      ...honest,
      initiator: { ...honest.initiator, ...change },
    }));
  return [
    names("about another login", "An approval carried over from another request.", "request"),
    names("about another decision of that login", "An approval of what was decided before.", "decision"),
    names("about another touch", "An approval of a login that was approved by another touch.", "approval"),
    names("with other facts", "The approver was shown other facts than were approved first.", "facts"),
    initiator("that names another person", "user", { user: MALLORY }),
    initiator("that names that person otherwise", "user", { user: { ...bob.user, name: "Somebody" } }),
    initiator("that names another machine", "device", { device: cara.device.thumbprint }),
    initiator("that says the device key is in a TPM", "key_storage", { key_storage: "tpm" }),
    initiator("that says it was met through the keeper", "met", { met: "native" }),
    initiator("that says it came from elsewhere", "met", { met: "relay" }),
  ];
};

const approverFlaws = ({ parties, bob, cara }: By): Flaw[] => {
  const flaw = (
    of: "seconded" | "twice_seconded",
    name: string,
    why: string,
    [code, field]: readonly [Flaw["code"], string],
    others: readonly Approver[],
  ): Flaw => ({
    ...{ name, why, layer: "checkCoApprover", code, field, of },
    plan: { others: others.map((by, at) => (at === 0 ? { by } : { by, coDecision: countingFor([0, 1]) })) },
    known: knownWith(parties, others),
  });
  const person = ["co_same_person", "approver.user"] as const;
  const machine = ["co_same_machine", "approver.device"] as const;
  return [
    flaw("seconded", "the person who wants the login as a second one", "On another machine of theirs.", person, [
      { ...bob, user: parties.user },
    ]),
    flaw("twice_seconded", "one person twice", "On two machines of theirs.", person, [
      bob,
      { ...cara, user: bob.user },
    ]),
    flaw(
      "seconded",
      "another person on the very machine where the login is wanted",
      "Both accounts are on it.",
      machine,
      [{ ...bob, device: parties.device }],
    ),
    flaw("twice_seconded", "two people on one machine", "The second one signs on the first one's.", machine, [
      bob,
      { ...cara, device: bob.device },
    ]),
  ];
};

const knownWith = (parties: Parties, approvers: readonly Approver[]): Pick<Trusted, "approvers"> => ({
  approvers: knownOf({ ...parties, approvers }).approvers,
});

const timeFlaws = ({ bob, cara }: By): Flaw[] => {
  const flaw = (name: string, why: string, field: string, plan: Plan, of: Flaw["of"] = "seconded"): Flaw => ({
    ...{ name: `co-decision ${name}`, why, layer: "checkCoTime", code: "co_decision_stale", field, plan },
    ...(of === undefined ? {} : { of }),
  });
  const at = (change: Partial<Claims>): Plan => ({ others: [{ by: bob, coDecision: claims(change) }] });
  const touched = (auth_time: number, iat: number): Plan => ({
    ...at({ approved_at: auth_time, iat, exp: iat + 300 }),
    token: { claims: (honest) => ({ ...honest, auth_time }) },
  });
  return [
    flaw(
      "that tells another time of the first approval than the one before",
      "A second later.",
      "co_decision.approved_at",
      {
        others: [
          { by: bob },
          {
            by: cara,
            coDecision: { claims: (honest) => ({ ...honest, among: [0, 1], approved_at: APPROVED + 1 }) },
          },
        ],
      },
      "twice_seconded",
    ),
    flaw(
      "of an approval from before its decision",
      "approved_at is a second before it.",
      "co_decision.approved_at",
      touched(STARTED + 7, STARTED + 70),
    ),
    flaw(
      "of an approval from after its login",
      "approved_at is a second after the request's exp.",
      "co_decision.approved_at",
      touched(STARTED + 302, STARTED + 310),
    ),
    flaw(
      "from before the first approval",
      "iat is a second before it.",
      "co_decision.iat",
      at({ iat: APPROVED - 1, exp: APPROVED + 299 }),
    ),
    flaw(
      "from after the time that the rules give",
      "iat is a second late.",
      "co_decision.iat",
      at({ iat: APPROVED + 901, exp: APPROVED + 1201 }),
    ),
    flaw(
      "that lives too long",
      "exp is a second beyond five minutes.",
      "co_decision.exp",
      at({ iat: APPROVED + 60, exp: APPROVED + 361 }),
    ),
  ];
};

const tokenFlaws = ({ bob }: By): Flaw[] => [
  {
    name: "token that claims another touch than the one that others approved",
    why: "auth_time is a second after it.",
    layer: "checkTokenTouch",
    code: "token_mismatch",
    field: "token.auth_time",
    of: "seconded",
    plan: {
      others: [{ by: bob }],
      token: { claims: (honest) => ({ ...honest, auth_time: honest.auth_time + 1 }) },
    },
  },
];

/** Texts of other people's approvals that nobody reads, and two honest ones in another order. */
export async function secondedReadingFlaws(honest: WrittenChain, twice: WrittenChain): Promise<Flaw[]> {
  const [one, other] = twice.co_approvals ?? [];
  const [only] = honest.co_approvals ?? [];
  const touch = new Uint8Array(Buffer.from(honest.assertion.response.signature, "base64url"));
  const alone = await chainClaim(await sha256Base64url(honest.decision), touch);
  const unreadable = (name: string, why: string, field: string, co_approvals: unknown): Flaw => ({
    ...{ name: `co_approvals: ${name}`, why, layer: "read", code: "malformed", field, of: "seconded" },
    chain: { co_approvals },
  });
  return [
    unreadable("nothing", "An empty list, where it is left out.", "co_approvals", []),
    unreadable("a member more", "Nobody names it.", "co_approvals.0", [{ ...only, token: "" }]),
    unreadable("no assertion", "Nobody touched.", "co_approvals.0.assertion", [{ ...only, assertion: undefined }]),
    {
      name: "two approvals in another order than they were given",
      why: "The token names the first one first.",
      layer: "checkTokenChain",
      code: "chain_mismatch",
      field: "token.chain",
      of: "twice_seconded",
      chain: { co_approvals: [other, one] },
    },
    {
      name: "token that does not name the other person's approval",
      why: "chain is that of the first approval alone.",
      layer: "checkTokenChain",
      code: "chain_mismatch",
      field: "token.chain",
      of: "seconded",
      plan: { token: { claims: (claims) => ({ ...claims, chain: alone }) } },
    },
  ];
}
