import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Decision, RestsOn } from "@nearside/shared/statements/decision.ts";
import type { DeviceStatement } from "@nearside/shared/statements/device.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import { idOf, requestIdOf, STARTED } from "../about.ts";
import { LEASE, type Plan, redirectOf, STARTED_EARLIER } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

const OTHER_HASH = "A".repeat(43);
type Context = DeviceStatement["claims"]["context"];

/** The new decision; if it rests on an earlier approval, with that changed. */
const resting = (change: (honest: RestsOn) => RestsOn, more: Partial<Decision["claims"]> = {}): Plan => ({
  decision: {
    claims: (honest) => ({
      ...honest,
      ...(honest.rests_on === undefined ? {} : { rests_on: change(honest.rests_on) }),
      ...more,
    }),
  },
});
const withFacts = (change: Partial<Facts>): Plan => ({ facts: (honest) => ({ ...honest, ...change }) });
const place = (change: Partial<Context>): Plan => ({
  device: { claims: (honest) => ({ ...honest, context: { ...honest.context, ...change } }) },
});

/** A login that rests on an earlier approval (protocol §4.5, threat R29). */
export const restingFlaws = (parties: Parties, honest: WrittenChain): Flaw[] => [
  ...outcomeFlaws(),
  ...namedFlaws(parties),
  ...askedFlaws(),
  ...scopeFlaws(),
  ...timeFlaws(),
  ...passkeyFlaws(parties),
  ...givenFlaws(parties),
  ...earlierFlaws(parties),
  ...readingFlaws(honest),
];

const MADE_UP: RestsOn = {
  request: requestIdOf("an approval that nobody shows"),
  decision: OTHER_HASH,
  assertion: OTHER_HASH,
  credential_id: idOf("a passkey"),
  approved_at: STARTED + 10,
  stands: 600,
};

const SECOND = { approvers: [{ among: ["group:leads"], quorum: 1 }], within: 900 };

const outcomeFlaws = (): Flaw[] => {
  const flaw = { layer: "checkDecisionOutcome", code: "decision_mismatch", field: "decision.rules.outcome" } as const;
  return [
    {
      ...flaw,
      name: "decision that lets nothing stand",
      why: "outcome is stand, and no earlier approval is named.",
      plan: { decision: { claims: (honest) => ({ ...honest, rules: { outcome: "stand", version: "1" } }) } },
    },
    {
      ...flaw,
      name: "decision that rests on an approval and does not say so",
      why: "outcome is approve, and an earlier approval is named.",
      of: "resting",
      plan: resting((rests) => rests, { rules: { outcome: "approve", version: "1" } }),
    },
    {
      ...flaw,
      name: "decision that rests on an approval and asks for other people",
      why: "Other people approve what one person approved now, and no earlier approval replaces it.",
      field: "decision.second",
      also: ["checkCoQuorum"],
      of: "resting",
      plan: resting((rests) => rests, { second: SECOND }),
    },
  ];
};

const namedFlaws = ({ syncedPasskey }: Parties): Flaw[] => {
  const flaw = (name: string, why: string, field: keyof RestsOn, value: string): Flaw => ({
    name,
    why,
    layer: "checkEarlierNamed",
    code: "standing_mismatch",
    field: `rests_on.${field}`,
    of: "resting",
    plan: resting((honest) => ({ ...honest, [field]: value })),
  });
  const { credential_id } = syncedPasskey.enrolled;
  return [
    {
      name: "decision that rests on an approval that nobody shows",
      why: "It is named, and not in the chain: a touch for this very decision replaces it.",
      layer: "checkEarlierNamed",
      code: "standing_mismatch",
      field: "decision.rests_on",
      plan: {
        decision: {
          claims: (honest) => ({ ...honest, rules: { outcome: "stand", version: "1" }, rests_on: MADE_UP }),
        },
      },
    },
    {
      name: "earlier approval shown for a decision that rests on none",
      why: "A touch of some minutes ago for a decision that asks for one now.",
      layer: "checkEarlierNamed",
      code: "standing_mismatch",
      field: "decision.rests_on",
      of: "resting",
      plan: {
        decision: {
          claims: ({ rests_on: _, ...honest }) => ({ ...honest, rules: { outcome: "approve", version: "1" } }),
        },
      },
    },
    flaw("rests on another login", "request is another login's id.", "request", requestIdOf("another login")),
    flaw("rests on another decision", "decision is the hash of something else.", "decision", OTHER_HASH),
    flaw("rests on another touch", "assertion is the hash of another signature.", "assertion", OTHER_HASH),
    flaw(
      "rests on another passkey",
      "credential_id is another passkey of the bound set.",
      "credential_id",
      credential_id,
    ),
    {
      name: "rests on an approval that rests on one itself",
      why: "A chain of standing approvals would make one touch last forever.",
      layer: "checkEarlierTouch",
      code: "standing_mismatch",
      field: "rests_on.rests_on",
      also: ["earlier: checkEarlierNamed"],
      of: "resting",
      plan: {
        earlier: {
          decision: {
            claims: (honest) => ({ ...honest, rules: { outcome: "stand", version: "1" }, rests_on: MADE_UP }),
          },
        },
      },
    },
  ];
};

const askedFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, field: string, earlier: Plan, now: Plan = {}): Flaw => ({
    name: `rests on an approval ${name}`,
    why,
    layer: "checkEarlierAsked",
    code: "standing_mismatch",
    field: `rests_on.${field}`,
    of: "resting",
    plan: { ...now, earlier },
  });
  const redirect = redirectOf("resting");
  const client = { id: "another", name: "Another", verified: true };
  const details = [{ type: "deploy", target: "staging" }];
  return [
    flaw("of another program", "client is another.", "client", withFacts({ client })),
    flaw("for another API", "resource is another.", "resource", withFacts({ resource: ["https://test.example.com"] })),
    flaw("for no API by name", "resource is empty.", "resource", withFacts({ resource: [] })),
    flaw(
      "of other details",
      "The target is another.",
      "authorization_details",
      withFacts({ authorization_details: details }),
    ),
    flaw("in another terminal", "tty is another.", "context", place({ tty: "/dev/pts/2" })),
    flaw(
      "in another session of the terminal of that name",
      "terminal_session is another.",
      "context",
      place({ terminal_session: "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTA" }),
    ),
    flaw("of another account", "account is another.", "context", place({ account: "root" })),
    flaw("by a redirect", "Then a program asked, now a command line.", "redirect", { redirect }),
    flaw("in a login by a redirect itself", "Then a command line asked, now a program.", "redirect", {}, { redirect }),
    flaw("by a redirect, as this one", "Both are of one program.", "redirect", { redirect }, { redirect }),
    flaw("of a lease, as this one", "Each lease is approved by itself.", "lease", { lease: LEASE }, { lease: LEASE }),
    flaw("over SSH", "remote is named then and not now.", "context", place({ remote: "ssh" })),
    flaw(
      "in no terminal, as this one",
      "tty is null in both: callers without one can't be told apart.",
      "context",
      place({ tty: null }),
      place({ tty: null }),
    ),
  ];
};

const scopeFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, earlier: Plan): Flaw => ({
    name,
    why,
    layer: "checkEarlierScope",
    code: "standing_mismatch",
    field: "rests_on.scope",
    of: "resting",
    plan: { earlier },
  });
  return [
    flaw("rests on an approval of less scope", "deploy was not asked for then.", withFacts({ scope: "read" })),
    flaw("rests on an approval of which a rule left less scope", "deploy was asked for then, and left out.", {
      ...withFacts({ scope: "read deploy" }),
      decision: { claims: (honest) => ({ ...honest, scope: "read" }) },
    }),
  ];
};

const timeFlaws = (): Flaw[] => {
  const flaw = (name: string, why: string, field: string, plan: Plan): Flaw => ({
    name,
    why,
    layer: "checkEarlierTime",
    code: "standing_mismatch",
    field,
    of: "resting",
    plan,
  });
  const at = (approved_at: number) => resting((honest) => ({ ...honest, approved_at }));
  return [
    flaw(
      "approval that stands longer than any may",
      "stands is a second beyond eight hours.",
      "rests_on.stands",
      resting((honest) => ({ ...honest, stands: LONGEST_STANDING_SECONDS + 1 })),
    ),
    flaw(
      "rests on an approval from before its own decision",
      "approved_at is a second before it.",
      "rests_on.approved_at",
      at(STARTED_EARLIER + 7),
    ),
    flaw(
      "rests on an approval from after its own login",
      "approved_at is a second after the request's exp.",
      "rests_on.approved_at",
      at(STARTED_EARLIER + 302),
    ),
    flaw(
      "rests on an approval that is too old",
      "It is 298 seconds old, and stands for 297.",
      "decision.iat",
      resting((honest) => ({ ...honest, stands: 297 })),
    ),
    flaw("rests on an approval of later", "approved_at is a second after the decision.", "decision.iat", {
      ...at(STARTED + 9),
      earlier: { started: STARTED - 100 },
    }),
    {
      ...flaw(
        "rests on a touch that a rule wants fresher",
        "It stands for ten minutes, and the decision asks for a touch of the last minute.",
        "decision.require.fresh_touch",
        resting((honest) => honest, { require: { fresh_touch: 60 } }),
      ),
      code: "approval_too_old",
      also: ["checkTokenStepUp"],
    },
    {
      name: "token that claims a touch of now for an approval that rests on an earlier one",
      why: "auth_time is the decision's time.",
      layer: "checkTokenTouch",
      code: "token_mismatch",
      field: "token.auth_time",
      of: "resting",
      plan: { token: { claims: (honest) => ({ ...honest, auth_time: STARTED + 8 }) } },
    },
  ];
};

const passkeyFlaws = ({ syncedPasskey }: Parties): Flaw[] => [
  {
    name: "rests on a touch by a passkey that may be copied where a rule asks for one that can't",
    why: "Then nobody asked; now the decision requires device_bound.",
    layer: "checkApprovalDeviceBound",
    code: "passkey_synced",
    field: "assertion.id",
    of: "resting",
    plan: { ...resting((honest) => honest, { require: { device_bound: true } }), earlier: { passkey: syncedPasskey } },
  },
  {
    name: "rests on an earlier touch where a rule asks for a security key",
    why: "Two touches are asked for each time.",
    layer: "checkSecurityKey",
    code: "security_key_missing",
    field: "security_key",
    also: ["checkEarlierGiven"],
    of: "resting",
    plan: resting((honest) => honest, { require: { security_key: true } }),
  },
];

/** A decision that rests on an earlier approval has nothing that must be given each time; the device key lies where it lay, or in a better place. */
const givenFlaws = ({ securityKey }: Parties): Flaw[] => {
  const flaw = (layer: string, name: string, why: string, field: string, plan: Plan): Flaw => ({
    name,
    why,
    layer,
    code: "standing_mismatch",
    field,
    of: "resting",
    plan,
  });
  const given = (name: string, why: string, field: string, more: Partial<Decision["claims"]>, plan: Plan = {}) =>
    flaw("checkEarlierGiven", name, why, `decision.${field}`, { ...resting((honest) => honest, more), ...plan });
  const stored = (then: Decision["claims"]["key_storage"], now: Decision["claims"]["key_storage"]) =>
    flaw(
      "checkEarlierKey",
      `rests on an approval by a device key in ${then}, now in ${now}`,
      "A device key moves from a file to the keyring and nowhere else.",
      "rests_on.key_storage",
      {
        ...resting((honest) => honest, { key_storage: now }),
        earlier: { decision: { claims: (honest) => ({ ...honest, key_storage: then }) } },
      },
    );
  return [
    given("rests on an earlier touch with a reason beside it", "A reason is typed each time.", "justification", {
      justification: "The shop is down.",
    }),
    given("rests on an earlier touch with a ticket beside it", "The number of a ticket is typed each time.", "ticket", {
      ticket: "OPS-7",
    }),
    given(
      "rests on an earlier touch with a security key touched now",
      "Where a rule asks for a security key, nothing stands.",
      "require.security_key",
      { require: { security_key: true } },
      { securityKey },
    ),
    flaw(
      "checkEarlierGiven",
      "rests on an approval for which other people were asked",
      "Each login that they are asked about is approved by itself.",
      "rests_on.second",
      { earlier: { decision: { claims: (honest) => ({ ...honest, second: SECOND }) } } },
    ),
    stored("keyring", "file"),
    stored("tpm", "keyring"),
    stored("file", "tpm"),
  ];
};

/** The earlier approval is a whole chain: each of its checks is one of this list too. */
const earlierFlaws = ({ server, device, stranger, otherExtension, strangerPasskey }: Parties): Flaw[] => {
  const flaw = (
    name: string,
    why: string,
    [layer, code, field]: readonly [string, Flaw["code"], string],
    earlier: Plan,
  ) => ({
    name: `earlier approval ${name}`,
    why,
    layer: `earlier: ${layer}`,
    code,
    field,
    of: "resting" as const,
    plan: { earlier },
  });
  return [
    flaw(
      "of another machine",
      "Another device key vouched for its command line.",
      ["checkDeviceSignature", "bad_signature", "signature"],
      { device: { signer: inTheNameOf(device, stranger) } },
    ),
    flaw(
      "that was met by an extension that its request does not list",
      "It is of the same machine, and was enrolled after that login was asked for.",
      ["checkHelloListed", "extension_not_listed", "hello.jwk"],
      { hello: { signer: otherExtension } },
    ),
    flaw(
      "of a decision that the server did not sign",
      "A stranger's key in the server's name.",
      ["checkDecisionSignature", "bad_signature", "signature"],
      { decision: { signer: inTheNameOf(server, stranger) } },
    ),
    flaw(
      "about another meeting",
      "attestation is the hash of something else.",
      ["checkDecisionMeeting", "decision_mismatch", "decision.attestation"],
      { decision: { claims: (honest) => ({ ...honest, attestation: OTHER_HASH }) } },
    ),
    {
      ...flaw(
        "by a stranger's passkey",
        "It is of no bound set here.",
        ["checkApprovalPasskey", "passkey_not_bound", "assertion.id"],
        { passkey: strangerPasskey },
      ),
      also: [
        "earlier: checkApprovalAssertion",
        "earlier: checkApprovalBackup",
        "checkApprovalPasskey",
        "checkApprovalAssertion",
        "checkApprovalBackup",
        "checkTokenProof",
      ],
    },
    flaw(
      "without the security key that a rule asked for then",
      "Its decision requires security_key, and one passkey was touched.",
      ["checkSecurityKey", "security_key_missing", "security_key"],
      { decision: { claims: (honest) => ({ ...honest, require: { security_key: true } }) } },
    ),
  ];
};

const readingFlaws = (honest: WrittenChain): Flaw[] => {
  const unreadable = (name: string, why: string, field: string, rests_on: unknown): Flaw => ({
    name: `rests_on: ${name}`,
    why,
    layer: "read",
    code: "malformed",
    field,
    of: "resting",
    chain: { rests_on },
  });
  const { rests_on: earlier } = honest;
  return [
    unreadable("a third approval", "No earlier approval rests on another.", "rests_on", {
      ...earlier,
      rests_on: earlier,
    }),
    unreadable("a touch of its own", "One touch for both has one place.", "rests_on", {
      ...earlier,
      assertion: honest.assertion,
    }),
    unreadable("nothing", "null, where it is left out.", "rests_on", null),
    unreadable("facts with white space", "Two texts for one.", "json", { ...earlier, facts: `${earlier?.facts} ` }),
  ];
};
