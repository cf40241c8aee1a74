import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { type VerifyReviewServices, verifyReview } from "../review/verify-review.ts";
import type { PageAsker } from "./asker.ts";
import type { EnrolmentServices } from "./enrol.ts";
import { ownSets, type UsableSetsServices, usableSets } from "./own-sets.ts";

/** The parts of the browser that a second person's answer needs besides (protocol §11). */
export interface ReviewServices extends EnrolmentServices {
  /** Opens the extension's own window for that co-decision, or brings it forward, and returns its id. */
  readonly openReviewWindow: (coDecisionHash: string, open: number | null) => Promise<number | null>;
  /** Brings the page of that tab forward: a page without focus gets no passkey. */
  readonly bringForward: (tab: number) => Promise<void>;
}

/**
 * Verifies the whole chain of another person's request, up to that person's own approval, and opens the extension's own
 * window for it. Nothing that the page shows counts: the window shows what was signed (protocol §11).
 *
 * @throws Refused with the code of the first check that fails; `not_enrolled` if this browser is not the one that is asked
 */
export async function review(
  ask: Extract<Ask, { kind: "review" }>,
  asker: PageAsker,
  services: Pick<ReviewServices, "openReviewWindow" | "browserName" | keyof VerifyReviewServices> & UsableSetsServices,
): Promise<Answer> {
  // a set that waited for its receipt is taken up by it
  await usableSets(await ownSets(asker.origin, services), services.now(), services);
  const { reviewed, set } = await verifyReview(ask, asker.origin, services.boundSets, services);
  const { coDecision } = reviewed;
  const { hash } = coDecision;
  const before = await services.session.reviews.read(hash);
  const stored = {
    issuer: asker.origin,
    thumbprint: set.thumbprint,
    tab: asker.tab,
    co_decision: coDecision.jws,
    review: ask.review,
    wish: ask.wish,
    browser: services.browserName,
    window: before?.window ?? null,
    signed: null,
  };
  // stored first, since the window reads it as soon as it opens
  await services.session.reviews.keep(hash, stored);
  const window = await services.openReviewWindow(hash, stored.window);
  await services.session.reviews.keep(hash, { ...stored, window });
  return { kind: "window_opened" };
}

/** Tells the page what its person signed in the window, and nothing if nothing is signed. */
export async function signedReview(
  ask: Extract<Ask, { kind: "reviewed" }>,
  asker: PageAsker,
  { session }: Pick<ReviewServices, "session">,
): Promise<Answer> {
  const stored = await session.reviews.read(ask.co_decision_hash);
  return { kind: "reviewed", signed: stored?.issuer === asker.origin ? stored.signed : null };
}

/** Has the page ask what was signed, and gives it the focus that its passkey needs. */
export async function reviewAnswered(
  coDecisionHash: string,
  { session, bridges, bringForward }: Pick<ReviewServices, "session" | "bridges" | "bringForward">,
): Promise<void> {
  const stored = await session.reviews.read(coDecisionHash);
  if (stored === undefined) return;
  await bringForward(stored.tab);
  await bridges.tell(stored.tab, "review_ended");
}

/** Tells the page that the window was closed without an answer. */
export async function reviewWindowClosed(
  window: number,
  { session, bridges }: Pick<ReviewServices, "session" | "bridges">,
): Promise<void> {
  for (const [hash, stored] of await session.reviews.all()) {
    if (stored.window !== window) continue;
    await session.reviews.keep(hash, { ...stored, window: null });
    if (stored.signed === null) await bridges.tell(stored.tab, "review_ended");
  }
}
