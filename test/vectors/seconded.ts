import { howMet } from "@nearside/shared/chain/co-approval/check-co-initiator.ts";
import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { CO_DECISION_SECONDS } from "@nearside/shared/lifetimes.ts";
import { chainClaim } from "@nearside/shared/oauth/access-token.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type CoAnswer, coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { type CoDecision, coDecision } from "@nearside/shared/statements/co-decision.ts";
import { type CoQuestion, coQuestion } from "@nearside/shared/statements/co-question.ts";
import { type CoReview, coReview } from "@nearside/shared/statements/co-review.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import type { Relay } from "@nearside/shared/statements/relay.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type { Authenticator, CeremonyTwist } from "../kit/authenticator.ts";
import { idOf, RP_ID, VECTORS_ISSUER } from "./about.ts";
import type { Approver, Parties } from "./parties.ts";
import { type Twist, type Written, write } from "./twist.ts";

/** Twists of one other person's approval. What comes after a twisted statement is made honestly from what the twist left. */
export interface CoPlan {
  readonly by: Approver;
  readonly coDecision?: Twist<CoDecision["claims"]>;
  readonly coReview?: Twist<CoReview["claims"]>;
  readonly passkey?: Authenticator;
  readonly assertion?: CeremonyTwist;
  /** A question that was answered before. */
  readonly asked?: {
    readonly question?: Twist<CoQuestion["claims"]>;
    readonly answer?: Twist<CoAnswer["claims"]>;
    readonly leftOut?: true;
  };
}

/** A login that its own person approved. */
interface Agreed {
  readonly requested: { readonly request: Written<Request["claims"]> };
  readonly met: {
    readonly presence: Written<PresenceProof["claims"]>;
    readonly relay: Written<Relay["claims"]> | null;
  };
  readonly decided: Written<Decision["claims"]>;
  readonly assertion: AssertionJson;
  readonly second: AssertionJson | null;
}

type WrittenOther = NonNullable<WrittenChain["co_approvals"]>[number];

const OTHER_HASH = "A".repeat(43);
const KEYS_HASH = `${"K".repeat(42)}A`;
/** Seconds from one approval to the next one. */
export const ASKED_AFTER = 60;

const signatureOf = ({ response }: AssertionJson): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(response.signature, "base64url"));

/** Protocol §11: what other people are asked about that login, and sign. */
export async function writeCoApprovals(
  parties: Parties,
  name: string,
  plans: readonly CoPlan[],
  agreed: Agreed,
  approvedAt: number,
): Promise<WrittenOther[]> {
  const written: WrittenOther[] = [];
  for (const [at, plan] of plans.entries()) written.push(await writeOne(parties, name, at, plan, agreed, approvedAt));
  return written;
}

async function writeOne(
  parties: Parties,
  name: string,
  at: number,
  plan: CoPlan,
  { requested, met, decided, assertion: first, second }: Agreed,
  approvedAt: number,
): Promise<WrittenOther> {
  const { by } = plan;
  const { request } = requested;
  const asked =
    plan.asked === undefined ? null : await writeQuestion(parties, by, plan.asked, request.hash, approvedAt);
  const iat = approvedAt + ASKED_AFTER * (at + 1);
  const { user, device, key_storage } = decided.claims;
  const wanted = await write(
    coDecision,
    parties.server,
    {
      iss: VECTORS_ISSUER,
      jti: idOf(`${name}: co-decision ${at}`),
      iat,
      exp: iat + CO_DECISION_SECONDS,
      request: request.hash,
      decision: decided.hash,
      approval: await chainClaim(decided.hash, signatureOf(first), second && signatureOf(second)),
      approved_at: approvedAt,
      initiator: {
        user,
        device,
        key_storage,
        met: howMet({ presence: met.presence, relay: met.relay }),
      },
      facts: decided.claims.facts,
      approver: { user: by.user, device: by.device.thumbprint, extension_jkt: by.extension.thumbprint },
      among: [0],
      ...(asked === null
        ? {}
        : { questions: [{ from: by.user, question: asked.question.hash, answer: asked.answer.hash }] }),
      keys: KEYS_HASH,
    },
    plan.coDecision,
  );
  const reviewed = await write(
    coReview,
    by.extension,
    { co_decision: wanted.hash, browser: "Firefox 145" },
    plan.coReview,
  );
  const ceremony = { challenge: await coApprovalChallenge(reviewed.hash), rpId: RP_ID, origin: VECTORS_ISSUER };
  return {
    co_decision: wanted.jws,
    ...(asked === null || plan.asked?.leftOut === true
      ? {}
      : { questions: [{ question: asked.question.jws, answer: asked.answer.jws }] }),
    co_review: reviewed.jws,
    assertion: (plan.passkey ?? by.passkey).get(ceremony, plan.assertion),
  };
}

async function writeQuestion(
  { session }: Parties,
  by: Approver,
  twists: NonNullable<CoPlan["asked"]>,
  request: string,
  approvedAt: number,
) {
  const asked = { co_decision: OTHER_HASH, question: "Why not on staging?" };
  const question = await write(coQuestion, by.extension, asked, twists.question);
  const answered = { request, question: question.hash, answer: "It is down there too.", iat: approvedAt + 30 };
  return { question, answer: await write(coAnswer, session, answered, twists.answer) };
}
