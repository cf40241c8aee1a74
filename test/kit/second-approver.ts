import { coDecisionAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { coRefusal } from "@nearside/shared/statements/co-refusal.ts";
import { coReview } from "@nearside/shared/statements/co-review.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import type { Answer } from "./answer.ts";
import type { Authenticator, CeremonyTwist } from "./authenticator.ts";
import type { ConsolePage } from "./console.ts";
import type { OpenLogin } from "./login-steps.ts";
import type { Machine } from "./machine.ts";
import { postJson, type Reached } from "./send.ts";

// A second person (protocol §11): their page, their extension and their passkey, honest or not.

export const APPROVALS = "/api/console/approvals";

type Page = ConsolePage<Pick<Machine, "extension" | "authenticator">>;
type Login = Pick<OpenLogin, "id">;

/** The server's question to this person about the login. */
export const askCoDecision = (page: Page, { id }: Login): Promise<Answer> =>
  page.post(`${APPROVALS}/${id}/decision`, {});

/** One thing that differs in a second person's approval. */
interface CoTwist {
  readonly extension?: Signer;
  readonly authenticator?: Authenticator;
  readonly assertion?: CeremonyTwist;
  /** H(co-decision) that the review names. */
  readonly reviewed?: string;
}

/** The body of an approval of that co-decision. */
export async function coApprovalOf(server: Reached, page: Page, co_decision: string, twist: CoTwist = {}) {
  const { extension = page.machine.extension, authenticator = page.machine.authenticator } = twist;
  const { hash } = await coDecision.read(co_decision);
  const browser = "Chromium 141 on Linux · Nearside 1.0.0";
  const co_review = await coReview.sign(extension, { co_decision: twist.reviewed ?? hash, browser });
  const challenge = encodeBase64url(await coApprovalChallenge((await coReview.read(co_review)).hash));
  const ceremony = { challenge, rpId: new URL(server.issuer).hostname, origin: server.issuer };
  return { co_decision, co_review, assertion: authenticator.get(ceremony, twist.assertion) };
}

/** Sends an approval that was made. */
export const sendCoApproval = (page: Page, { id }: Login, body: unknown): Promise<Answer> =>
  page.post(`${APPROVALS}/${id}/approve`, body);

/** Does the whole co-approval: asked, reviewed, touched, sent. */
export async function coApprove(server: Reached, page: Page, login: Login): Promise<Answer> {
  const answer = await askCoDecision(page, login);
  if (answer.status !== 200) return answer;
  const { co_decision } = answer.as(coDecisionAnswerSchema);
  return sendCoApproval(page, login, await coApprovalOf(server, page, co_decision));
}

export async function coRefuse(page: Page, login: Login, reason: string): Promise<Answer> {
  const { co_decision } = (await askCoDecision(page, login)).as(coDecisionAnswerSchema);
  const { hash } = await coDecision.read(co_decision);
  const co_refusal = await coRefusal.sign(page.machine.extension, { co_decision: hash, reason });
  return page.post(`${APPROVALS}/${login.id}/refuse`, { co_decision, co_refusal });
}

export async function askBack(page: Page, login: Login, question: string): Promise<Answer> {
  const { co_decision } = (await askCoDecision(page, login)).as(coDecisionAnswerSchema);
  const { hash } = await coDecision.read(co_decision);
  const co_question = await coQuestion.sign(page.machine.extension, { co_decision: hash, question });
  return page.post(`${APPROVALS}/${login.id}/question`, { co_decision, co_question });
}

/** The command line that waits answers. @param co_question as it was told @param by its session key, or another one */
export async function answerBack(
  server: Reached,
  login: Pick<OpenLogin, "id" | "session" | "authorization">,
  co_question: string,
  answer: string,
  { by = login.session, iat }: { readonly by?: Signer; readonly iat: number },
): Promise<Answer> {
  const { hash: request } = await readAnyRequest(login.authorization.request);
  const { hash: question } = await coQuestion.read(co_question);
  const co_answer = await coAnswer.sign(by, { request, question, answer, iat });
  return postJson(server, `/api/requests/${login.id}/answer`, { co_answer });
}
