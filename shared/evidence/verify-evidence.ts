import { PasskeyUses } from "../chain/assertion/passkey-uses.ts";
import type { Trusted } from "../chain/chain.ts";
import type { ServerKey } from "../oauth/metadata.ts";
import { Refused } from "../refused.ts";
import type { Part } from "../texts/link-words.ts";
import type { Evidence, WrittenCoApproval } from "./evidence.ts";
import { type EvidenceFacts, factsOf } from "./evidence-facts.ts";
import { LinkLog, type ReportedLink } from "./link-report.ts";
import { INITIATOR, verifyBoundSet } from "./verify-bound-set.ts";
import type { Trust } from "./verify-enrolment.ts";
import { verifyLogin } from "./verify-login.ts";

/** The outcome of each link, in the order of the chain, and the facts of the whole if it holds. */
export interface EvidenceReport {
  readonly issuer: string;
  /** The source of the server's keys: the reader knew them, or only the file has them. */
  readonly trust: "given_keys" | "keys_in_file";
  readonly links: readonly ReportedLink[];
  /** The first link that fails; null if all hold. */
  readonly failed: ReportedLink | null;
  /** Null unless every link holds, so that nothing unproven is shown as a fact. */
  readonly facts: EvidenceFacts | null;
}

/**
 * Verifies evidence of one login by itself: no clock, no network, no other source (protocol §7). It first verifies how
 * the keys were enrolled, then the chain of the login by those keys and no others.
 *
 * @param givenKeys the server's keys, if the reader knows them; without them the keys in the document are believed
 */
export async function verifyEvidence(
  evidence: Evidence,
  givenKeys: readonly ServerKey[] | undefined,
): Promise<EvidenceReport> {
  const log = new LinkLog(partsOf(evidence));
  const { issuer } = evidence;
  const trust = givenKeys === undefined ? "keys_in_file" : "given_keys";
  try {
    const facts = await verifyLinks(log, evidence, givenKeys ?? evidence.jwks.keys);
    return { issuer, trust, links: log.links, failed: null, facts };
  } catch (error) {
    const failed = log.links.find(({ outcome }) => outcome.state === "fails");
    if (!(error instanceof Refused) || failed === undefined) throw error;
    return { issuer, trust, links: log.links, failed, facts: null };
  }
}

const partsOf = ({ enrolment, passkey_additions = [], browser_enrolment, login }: Evidence): readonly Part[] => [
  "enrolment",
  ...(enrolment.key_attestation === null ? [] : (["key_attestation"] as const)),
  ...passkey_additions.map(() => "passkey_addition" as const),
  ...[browser_enrolment, login.rests_on?.browser_enrolment ?? null].flatMap((browser) =>
    browser === null ? [] : (["browser_enrolment"] as const),
  ),
  ...loginParts(login),
];

function loginParts({ relay, rests_on, co_approvals }: Evidence["login"]): readonly Part[] {
  if (rests_on !== undefined) return ["earlier_login", "resting_login"];
  if (co_approvals === undefined) return [relay === undefined ? "login" : "remote_login"];
  const first = relay === undefined ? "seconded_login" : "seconded_remote_login";
  return [first, ...co_approvals.flatMap(approverParts), "seconded_token"];
}

const approverParts = ({ passkey_additions = [], browser_enrolment }: WrittenCoApproval): readonly Part[] => [
  "approver_enrolment",
  ...passkey_additions.map(() => "approver_passkey_addition" as const),
  ...(browser_enrolment === null ? [] : (["approver_browser_enrolment"] as const)),
  "co_approval",
];

async function verifyLinks(log: LinkLog, evidence: Evidence, serverKeys: readonly ServerKey[]): Promise<EvidenceFacts> {
  const { issuer, rp_id: rpId, origin, passkey_additions } = evidence;
  const uses = new PasskeyUses();
  const trust: Trust = { issuer, serverKeys, rpId, origin, uses };
  const { key_attestation, ...enrolment } = evidence.enrolment;
  const { bound, machine, extensions, passkeys } = await verifyBoundSet(
    log,
    {
      enrolment,
      key_attestation,
      ...(passkey_additions === undefined ? {} : { passkey_additions }),
      browsers: [evidence.browser_enrolment, evidence.login.rests_on?.browser_enrolment ?? null],
    },
    trust,
    INITIATOR,
  );
  const trusted: Trusted = { ...trust, bound, approvers: [], peer: "any" };
  const enrolledAt = machine.receipt.claims.iat;
  const keys = { enrolledAt, extensions, inTpm: key_attestation !== null, passkeys, uses };
  const chain = await verifyLogin(log, evidence.login, trusted, keys);
  return factsOf(evidence, chain, machine);
}
