import type { Chain } from "../chain/chain.ts";
import type { Channel, Context, Redirect, User } from "../claims.ts";
import { backupFlagsOf } from "../passkey/backup-flags.ts";
import type { Posture } from "../posture/posture.ts";
import type { KeyStorage } from "../proof/key-storage.ts";
import { sawPeer } from "../statements/elsewhere.ts";
import { type Facts, readFacts } from "../statements/facts.ts";
import type { Place } from "../statements/place.ts";
import { channelOf } from "../statements/presence.ts";
import type { Evidence } from "./evidence.ts";
import type { Enrolled } from "./verify-enrolment.ts";

/**
 * The facts of a chain that holds, for people. Times are epoch seconds. Texts are as they were signed: hostile until
 * made visible.
 */
export interface EvidenceFacts {
  readonly login: string;
  readonly user: User;
  readonly client: Facts["client"];
  readonly scope: string;
  /** The part of the scope that rules left out. */
  readonly scope_left_out: readonly string[];
  readonly resource: readonly string[];
  readonly authorization_details: Facts["authorization_details"];
  /** The demands of an API on the approval (RFC 9470); null if it had none. */
  readonly acr_values: readonly string[] | null;
  readonly max_age: number | null;
  /** The machine's own claim. */
  readonly context: Context;
  /** The machine's own claim about its protection; null if it made none. */
  readonly posture: Posture | null;
  readonly seen: Facts["seen"];
  readonly justification: string | null;
  readonly ticket: string | null;
  /** The set of rules, those of its rules that decided, and their demands on the approval. */
  readonly rules: {
    readonly version: string;
    readonly decided_by: readonly string[];
    readonly require: NonNullable<Chain["decision"]["claims"]["require"]> | null;
  };
  /** The second passkey that was touched, by its credential id. */
  readonly security_key: string | null;
  /** The earlier login whose touch was enough for this one; null if the person touched for this one. */
  readonly rests_on: {
    readonly login: string;
    /** The time of the touch, and the age that it might have. */
    readonly approved: number;
    readonly stands: number;
    readonly command: string;
  } | null;
  /** The other people who approved, in their order; none if no rule asked for any. */
  readonly co_approvals: readonly {
    readonly user: User;
    readonly device: string;
    /** The extension's own claim. */
    readonly browser: string;
    /** The questions to the person who wanted the login, with the answers by then. */
    readonly questions: readonly { readonly from: User; readonly question: string; readonly answer: string }[];
    readonly approved: number;
  }[];
  readonly device: {
    readonly id: string;
    readonly key_storage: KeyStorage;
    /** True if a TPM proved it at the enrolment; else it is the machine's own claim. */
    readonly key_storage_proven: boolean;
  };
  /** The extension's own claim. */
  readonly browser: string;
  /** The peer as the command line saw it. */
  readonly peer: Chain["presence"]["claims"]["peer"];
  /** The place of the command line, reported by the machine; null for the machine itself. */
  readonly place: Place | null;
  /** The name under which administrators had enrolled the host's key; null for every other place, and if they had not. */
  readonly host: string | null;
  /**
   * The program that only knows a redirect, as the machine's keeper vouches (protocol §6); null for every other login. Who redeemed its code is not
   * proved.
   */
  readonly program: Redirect | null;
  /** The way on which they met, as both of them signed. */
  readonly channel: Channel;
  readonly passkey: { readonly credential_id: string; readonly may_be_copied: boolean; readonly is_copied: boolean };
  readonly times: {
    readonly enrolled: number;
    readonly asked: number;
    readonly met: number;
    readonly approved: number;
    readonly token: number;
    readonly token_ends: number;
  };
  /** The token's claims about its approval, which the chain was found to prove. */
  readonly acr: string;
  readonly enrolled_by: Evidence["enrolment"]["recorded"]["confirmed_by"];
  /** The person who typed the words in the console, as the server recorded it. */
  readonly enrolled_by_user: User | null;
}

/** Collects the facts of links that were verified. */
export function factsOf(evidence: Evidence, chain: Chain, machine: Enrolled): EvidenceFacts {
  const facts = readFacts(chain.facts);
  const { client, scope, resource, authorization_details, acr_values, max_age, context, place, host, redirect, seen } =
    facts;
  const { claims: decided } = chain.decision;
  const { eligible, backedUp } = backupFlagsOf(chain.assertion);
  return {
    login: chain.request.claims.jti,
    user: decided.user,
    ...{ client, scope, resource, authorization_details, context, seen },
    posture: chain.device.claims.posture ?? null,
    acr_values: acr_values ?? null,
    max_age: max_age ?? null,
    scope_left_out: leftOut(scope, decided.scope ?? scope),
    justification: decided.justification,
    ticket: decided.ticket ?? null,
    rules: {
      version: decided.rules.version,
      decided_by: decided.rules.decided_by ?? [],
      require: decided.require ?? null,
    },
    security_key: chain.securityKey?.id ?? null,
    rests_on: restsOn(chain),
    co_approvals: coApprovalsOf(evidence, chain),
    device: {
      id: decided.device,
      key_storage: decided.key_storage,
      key_storage_proven: evidence.enrolment.key_attestation !== null,
    },
    browser: chain.attestation.claims.browser,
    peer: sawPeer(chain).peer,
    place: place ?? null,
    host: host ?? null,
    program: redirect ?? null,
    channel: channelOf(sawPeer(chain)),
    passkey: { credential_id: chain.assertion.id, may_be_copied: eligible, is_copied: backedUp },
    times: {
      enrolled: machine.receipt.claims.iat,
      asked: chain.request.claims.iat,
      met: evidence.login.recorded.met_at,
      approved: evidence.login.recorded.approved_at,
      token: chain.token.claims.iat,
      token_ends: chain.token.claims.exp,
    },
    acr: chain.token.claims.acr,
    enrolled_by: evidence.enrolment.recorded.confirmed_by,
    enrolled_by_user: evidence.enrolment.recorded.confirmed_by_user ?? null,
  };
}

function leftOut(requested: string, granted: string): readonly string[] {
  const words = granted.split(" ");
  return requested.split(" ").filter((word) => !words.includes(word));
}

function restsOn({ decision, earlier }: Chain): EvidenceFacts["rests_on"] {
  const { rests_on } = decision.claims;
  if (rests_on === undefined || earlier === null) return null;
  const { request, approved_at, stands } = rests_on;
  return { login: request, approved: approved_at, stands, command: readFacts(earlier.facts).context.command };
}

const coApprovalsOf = ({ login }: Evidence, { coApprovals }: Chain): EvidenceFacts["co_approvals"] =>
  coApprovals.map(({ coDecision, coReview, questions }, at) => {
    const { approver, questions: asked = [] } = coDecision.claims;
    const written = login.co_approvals?.[at];
    if (written === undefined) throw new Error("an approval that was verified is not in the document");
    return {
      user: approver.user,
      device: approver.device,
      browser: coReview.claims.browser,
      questions: asked.flatMap(({ from }, which) => {
        const one = questions[which];
        return one === undefined
          ? []
          : [{ from, question: one.question.claims.question, answer: one.answer.claims.answer }];
      }),
      approved: written.recorded.approved_at,
    };
  });
