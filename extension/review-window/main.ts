import type { ReviewedAnswer, ReviewWish } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { coRefusal } from "@nearside/shared/statements/co-refusal.ts";
import { coReview } from "@nearside/shared/statements/co-review.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { browser } from "../browser.ts";
import { fetchServerKeys } from "../issuer/fetch-server-keys.ts";
import { serverTime } from "../issuer/server-clock.ts";
import { isUsable, signerOf } from "../keys/bound-set.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { askBackground } from "../messages.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import { verifyReview } from "../review/verify-review.ts";
import { openSession, type ReviewedRequest } from "../session/session.ts";
import { createAnswerGuard } from "../ui/answer-guard.ts";
import { holdBack } from "../ui/hold-back.ts";
import { reasonOf } from "../ui/window.ts";
import { type Left, leftFor, leftWords, type Reviewed, type Screen } from "./screen.ts";
import { type Handlers, screenView } from "./view.ts";

// The extension's own window in which a second person answers another person's request (protocol §11). It verifies and shows what
// the background has stored for it, and signs with the one key that the co-decision names.

const hash = location.hash.slice(1);
const session = openSession(browser.storage.session);
const boundSets = openBoundSetStore(indexedDB);
const now = () => Math.floor(Date.now() / 1000);
const clock = { session, now };
let ticking: ReturnType<typeof setInterval> | undefined;
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});

void start().catch((cause: unknown) => fail(cause));

async function start(): Promise<void> {
  show({ at: "opening" }, idle);
  const stored = await session.reviews.read(hash);
  if (stored === undefined) return show({ at: "ended", why: "gone" }, idle);
  await checkPolicy(stored.issuer);
  const reviewed = await verifiedHere(stored);
  const ahead = (await serverTime(stored.issuer, clock)) - now();
  ask({ stored, reviewed, left: () => leftFor(reviewed, now() + ahead) }, stored.wish);
}

/** @throws Refused `issuer_not_allowed`, `settings_unreadable` if the organisation's settings do not allow the issuer */
async function checkPolicy(issuer: string): Promise<void> {
  const refusal = policyRefusal(await policy.settled(), issuer);
  if (refusal !== undefined) refuse(refusal, "policy");
}

/** Verifies what is stored: this window shows and signs nothing that it has not verified itself. */
async function verifiedHere(stored: ReviewedRequest): Promise<Reviewed> {
  const services = { ...clock, fetchKeys: fetchServerKeys };
  const { reviewed } = await verifyReview(stored, stored.issuer, boundSets, services);
  return {
    issuer: stored.issuer,
    coDecision: reviewed.coDecision.claims,
    decision: reviewed.decision.claims,
    facts: readFacts(reviewed.facts),
    questions: reviewed.questions.map(({ question, answer }) => ({
      question: question.claims.question,
      answer: answer.claims.answer,
    })),
  };
}

/** The request that this window is about, from its verification on. */
interface Asked {
  readonly stored: ReviewedRequest;
  readonly reviewed: Reviewed;
  readonly left: () => Left;
}

function ask(asked: Asked, wish: ReviewWish): void {
  const guard = createAnswerGuard(() => performance.now());
  const { reviewed, left } = asked;
  const pressed = (did: ReviewWish, text: string): void => {
    guard.guarded(() => void sign(asked, did, text).catch(fail))();
  };
  const turnTo = (other: ReviewWish): void => ask(asked, other);
  show({ at: "question", reviewed, wish, left: left() }, { ...idle, sign: pressed, turnTo });
  holdBack(guard);
  // only its words change: a text that is being typed stays where it is
  ticking = setInterval(() => {
    const countdown = document.querySelector("main .countdown");
    if (left().here <= 0) show({ at: "ended", why: "late" }, idle);
    else if (countdown !== null) countdown.textContent = leftWords(left());
  }, 1000);
}

/** Signs once. The signature is stored before the page is told: the page may be loaded again meanwhile. */
async function sign({ stored, reviewed }: Asked, wish: ReviewWish, text: string): Promise<void> {
  await checkPolicy(stored.issuer); // the settings may have changed since the window was opened
  // another statement may have told more of the server's clock since the window was opened
  if (leftFor(reviewed, await serverTime(stored.issuer, clock)).here <= 0)
    return show({ at: "ended", why: "late" }, idle);
  const set = (await boundSets.all()).find(({ thumbprint }) => thumbprint === stored.thumbprint);
  if (set === undefined || !isUsable(set)) return refuse("not_enrolled", "thumbprint");
  const newest = (await session.reviews.read(hash)) ?? stored;
  await session.reviews.keep(hash, { ...newest, signed: await signedAnswer(await signerOf(set), stored, wish, text) });
  show({ at: "signed", wish }, idle);
  await askBackground((message) => browser.runtime.sendMessage(message), {
    kind: "review_answered",
    co_decision_hash: hash,
  });
  window.close();
}

async function signedAnswer(
  signer: Signer,
  { browser: name }: ReviewedRequest,
  wish: ReviewWish,
  text: string,
): Promise<ReviewedAnswer> {
  switch (wish) {
    case "approve":
      return { did: wish, co_review: await coReview.sign(signer, { co_decision: hash, browser: name }) };
    case "refuse":
      return { did: wish, co_refusal: await coRefusal.sign(signer, { co_decision: hash, reason: text }) };
    case "ask":
      return { did: wish, co_question: await coQuestion.sign(signer, { co_decision: hash, question: text }) };
  }
}

function show(screen: Screen, handlers: Handlers): void {
  clearInterval(ticking);
  const view = screenView(screen, handlers);
  document.querySelector("main")?.replaceChildren(view);
  const field = view.querySelector("textarea");
  if (field === null) view.querySelector("h1")?.focus();
  else field.focus();
}

const idle: Handlers = {
  sign: () => undefined,
  turnTo: () => undefined,
  close: () => window.close(),
};

function fail(cause: unknown): void {
  show({ at: "ended", why: reasonOf(cause) }, idle);
}
