import { refuse } from "@nearside/shared/chain/refusal.ts";
import { hostStanding } from "@nearside/shared/proof/host-standing.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { acrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { isFresh, reaches, type StepUp } from "@nearside/shared/proof/step-up.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { sawPeer } from "@nearside/shared/statements/elsewhere.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import { channelOf, presenceProof } from "@nearside/shared/statements/presence.ts";
import { relay } from "@nearside/shared/statements/relay.ts";
import type { Login, Meeting } from "../../../register/logins/login.ts";
import type { Party } from "../../../register/machines/party.ts";
import { proofOf, type SeenPeer } from "../../../register/tokens/proof-claims.ts";

// The demands of an API on an approval (RFC 9470) are judged at each step that brings it nearer (protocol §4.5, §4.6, threat R22).

/** The meeting of a login, and its facts: the classes and the freshness that were asked of its approval, and its place. */
interface MetPart {
  readonly meeting: Meeting;
  readonly facts: Facts;
}

export const metPartOf = ({ facts, meeting }: Pick<Login, "facts"> & { readonly meeting: Meeting }): MetPart => ({
  meeting,
  facts: readFacts(facts),
});

/** The peer that met the command line, as the command line or the keeper in front of it saw it, and the place of one elsewhere. */
export async function peerOf({ meeting, facts }: MetPart): Promise<SeenPeer> {
  const presence = await presenceProof.read(meeting.presence_proof);
  const seen = sawPeer({ presence, relay: meeting.relay === undefined ? null : await relay.read(meeting.relay) });
  const { account, forwarded } = seen.peer;
  return { peer: account, forwarded, channel: channelOf(seen), ...provenPlace(facts), ...provenProgram(facts) };
}

/** The member of a proof about a program that only knows a redirect (protocol §6). */
const provenProgram = ({ redirect }: Pick<Facts, "redirect">): Pick<SeenPeer, "program"> =>
  redirect === undefined ? {} : { program: "redirect" };

/** The members of a proof about the place (protocol §10.4). */
function provenPlace({ place, host }: Pick<Facts, "place" | "host">): Pick<SeenPeer, "place" | "host"> {
  if (place === undefined) return {};
  if (place.kind === "container") return { place: place.kind };
  return { place: place.kind, host: hostStanding(place.claimed_name, host) };
}

/**
 * Finds the active passkeys by which the approval would be what was asked for.
 *
 * @param keyStorage as the decision says it
 * @throws Refused `proof_too_weak` if no passkey is in reach
 */
export async function passkeysInReach(
  met: MetPart,
  keyStorage: KeyStorage,
  { passkeys }: Party,
): Promise<Party["passkeys"]> {
  const peer = await peerOf(met);
  const enough = passkeys.filter(
    (passkey) => passkey.state === "active" && reaches(acrOf(proofOf(peer, keyStorage, passkey)), met.facts),
  );
  if (enough.length === 0) refuse("proof_too_weak", "passkeys");
  return enough;
}

/**
 * Demands that an approval by that passkey proves what was asked for, and gives the proof.
 *
 * @param decided the decision, compact JWS
 * @throws Refused `proof_too_weak`, `passkey_not_bound`
 */
export async function demandProof(
  met: MetPart,
  decided: string,
  credentialId: string,
  { passkeys }: Party,
): Promise<Proof> {
  const { key_storage } = (await decision.read(decided)).claims;
  const passkey = passkeys.find(({ credential_id }) => credential_id === credentialId);
  if (passkey === undefined) return refuse("passkey_not_bound", "assertion.id");
  const proof = proofOf(await peerOf(met), key_storage, passkey);
  if (!reaches(acrOf(proof), met.facts)) refuse("proof_too_weak", "assertion.id");
  return proof;
}

/**
 * Demands that the approval is as fresh as was asked for, by an API or by a rule. A login is approved again, unless an
 * earlier approval counts for it, so this fails only if its token is fetched late.
 *
 * @param approvedAt epoch seconds, as `at`
 * @param decided the decision
 * @throws Refused `approval_too_old`
 */
export function demandFresh(stepUp: StepUp, decided: Decision["claims"], approvedAt: number, at: number): void {
  if (!isFresh(approvedAt, at, stepUp)) refuse("approval_too_old", "max_age");
  if (!isFresh(approvedAt, at, { max_age: decided.require?.fresh_touch })) refuse("approval_too_old", "fresh_touch");
}
