import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { InputOf, JsonEntry } from "@nearside/shared/api/entry.ts";
import {
  type ApproveAnswer,
  approveAnswerSchema,
  type DecisionAnswer,
  type DecisionBody,
  decisionAnswerSchema,
  denyAnswerSchema,
  emptyBodySchema,
  localityAnswerSchema,
  type Meeting,
  type NonceAnswer,
  nonceAnswerSchema,
  standingAnswerSchema,
} from "@nearside/shared/api/login-requests.ts";
import type * as requestApi from "@nearside/shared/api/request-api.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { hashFacts, readFacts } from "@nearside/shared/statements/facts.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { fail } from "../problem.ts";
import type { Login, Question, Wish } from "./login.ts";
import type { Post } from "./post.ts";

// These functions ask POST /api/requests/:id/…, in the order of a login (protocol §4.3–§4.6).
//
// An entry of the contract brings the schema of its input along, which no page needs, and the first load of this page
// has a budget (web/bundle/first-load.ts). So the contract is imported as types, with the schemas of its answers, and
// TypeScript holds this path to the contract's paths.

const AT = "/api/requests/:id/";
type Api = typeof requestApi;
/** The steps that have this path in the contract. */
type Step = { [K in keyof Api]: Api[K]["path"] extends `${typeof AT}${K}` ? K : never }[keyof Api];

const ask = <K extends Step>(
  post: Post,
  requestId: string,
  step: K,
  output: Api[K]["output"] & JsonEntry["output"],
  body: InputOf<Api[K]>,
  signal: AbortSignal,
) => post<Api[K] & JsonEntry>({ address: `${AT.replace(":id", requestId)}${step}`, output }, body, signal);

type LoginOpening =
  | { readonly state: "open"; readonly login: Login; readonly nonce: string }
  | Exclude<NonceAnswer, { state: "open" }>;

/**
 * Gets the login and a fresh nonce to meet it with, or how the login ended (protocol §4.3). The page reads the request
 * to know its times and its hash; the extension and the command line prove it.
 */
export async function openLogin(
  post: Post,
  requestId: string,
  now: () => number,
  signal: AbortSignal,
): Promise<LoginOpening> {
  const answer = await ask(post, requestId, "nonce", nonceAnswerSchema, {}, signal);
  if (answer.state !== "open") return answer;
  const started = await readAnyRequest(answer.request);
  const salt = await nonce.read(answer.nonce);
  // protocol §2: Clients take their clock offset from the `iat` of what the server signed.
  const serverIsAheadBy = salt.claims.iat * 1000 - now();
  const login: Login = {
    request: started.jws,
    requestHash: started.hash,
    startedAt: started.claims.iat * 1000 - serverIsAheadBy,
    expiresAt: started.claims.exp * 1000 - serverIsAheadBy,
  };
  return { state: "open", login, nonce: salt.jws };
}

/** The question to be decided, or the text that the person has to type first. */
export type NextQuestion =
  | { readonly state: "wanted"; readonly wish: Wish }
  | { readonly state: "question"; readonly question: Question };

/**
 * Hands in what the extension's meeting gave, and gets what is to be decided where the server says it at once (protocol §4.4).
 *
 * @throws Refused with the first check that failed, and as {@link fetchQuestion}
 */
export async function proveLocality(
  post: Post,
  requestId: string,
  meeting: Meeting,
  signal: AbortSignal,
): Promise<NextQuestion | { readonly state: "met" }> {
  const answer = await ask(post, requestId, "locality", localityAnswerSchema, meeting, signal);
  return answer.state === "met" ? { state: "met" } : nextIn(answer, {});
}

/**
 * Gets what is to be decided, signed by the server (protocol §4.5). The extension proves it; the page shows it.
 *
 * @throws Refused `facts_mismatch` if the facts are not those that the decision names
 */
export async function fetchQuestion(
  post: Post,
  requestId: string,
  typed: DecisionBody,
  signal: AbortSignal,
): Promise<NextQuestion> {
  return nextIn(await ask(post, requestId, "decision", decisionAnswerSchema, typed, signal), typed);
}

async function nextIn(answer: DecisionAnswer, typed: DecisionBody): Promise<NextQuestion> {
  const facts = readFacts(answer.facts);
  return answer.state === "wanted"
    ? { state: "wanted", wish: { wanted: answer.wanted, facts, typed } }
    : { state: "question", question: await questionIn(answer, facts) };
}

async function questionIn(answer: Exclude<DecisionAnswer, { state: "wanted" }>, facts: Question["facts"]) {
  const { jws, claims } = await decision.read(answer.decision);
  if ((await hashFacts(answer.facts)) !== claims.facts) fail("facts_mismatch");
  const common = { decision: jws, factsText: answer.facts, facts, claims, rules: answer.rules };
  if (answer.state === "decided") {
    const touch = { first: answer.options, key: answer.security_key };
    return { ...common, touch, posture: answer.posture };
  }
  return { ...common, restsOn: claims.rests_on ?? fail("server_failed") };
}

/**
 * The touches that approve a decision: a passkey's, and a security key's as well if rules ask for it. Both are null if
 * the approval rests on an earlier one.
 */
export interface Touches {
  readonly assertion: AssertionJson | null;
  readonly securityKey: AssertionJson | null;
}

/** Approves that decision, and gives the id that the terminal shows too (protocol §4.5), and whom it waits for, if for anybody. */
export async function approve(
  post: Post,
  requestId: string,
  decision: string,
  { assertion, securityKey }: Touches,
  signal: AbortSignal,
): Promise<ApproveAnswer> {
  const body = { decision, assertion, security_key: securityKey };
  return ask(post, requestId, "approve", approveAnswerSchema, body, signal);
}

/** Denies with the extension's signature. `alert` means "I didn't start this" (protocol §4.5). */
export async function deny(
  post: Post,
  requestId: string,
  denial: string,
  alert: boolean,
  signal: AbortSignal,
): Promise<void> {
  await ask(post, requestId, "deny", denyAnswerSchema, { denial, alert }, signal);
}

/**
 * Asks whether the command line still waits. The server answers once the standing differs from the given one, or after
 * a while (protocol §4.6).
 */
export const askStanding = (
  post: Post,
  requestId: string,
  believed: InputOf<typeof requestApi.state>,
  signal: AbortSignal,
) => ask(post, requestId, "state", standingAnswerSchema, believed, signal);

/** Tells the server why this browser did not meet the command line (protocol §4.4). */
export async function sendTrouble(
  post: Post,
  requestId: string,
  code: BrowserTrouble,
  signal: AbortSignal,
): Promise<void> {
  await ask(post, requestId, "trouble", emptyBodySchema, { code }, signal);
}
