import type { Ask } from "@nearside/shared/api/page-messages.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { describe, expect, it, vi } from "vitest";
import { answerEffect } from "./answer-effects.ts";
import type { AnswerState, Material } from "./answer-state.ts";

const material: Material = {
  ...{ co_decision: "co.decision.text", review: { login: {} } },
  options: { rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
};
const { signal } = new AbortController();

/** A server, an extension and an authenticator, as the page sees them. @param signed what the extension's window has signed */
function world({ reviews = true, signed = null as unknown } = {}) {
  const listeners = new Set<(event: "review_ended" | "enrolment_cancelled") => void>();
  const asked: Ask[] = [];
  const post = vi.fn(async (..._sent: readonly unknown[]) => material);
  const extension = {
    reviews: () => reviews,
    onEvent(happened: (event: "review_ended" | "enrolment_cancelled") => void) {
      listeners.add(happened);
      return () => listeners.delete(happened);
    },
    async ask(ask: Ask) {
      asked.push(ask);
      return ask.kind === "review" ? { kind: "window_opened" } : { kind: "reviewed", signed };
    },
  };
  const parts = { id: "rq_AAAAAAAAAAAAAAAAAAAAAA", http: { post }, extension, askPasskey: vi.fn() } as never;
  const tell = (event: "review_ended" | "enrolment_cancelled") => {
    for (const listener of listeners) listener(event);
  };
  return { run: (state: AnswerState) => answerEffect(state, parts, signal), asked, post, tell, listeners };
}

describe("the effect of a second person's answer", () => {
  it("asks the server for nothing where the extension could not verify it", async () => {
    const { run, post } = world({ reviews: false });
    const event = await run({ at: "preparing", wish: "approve" });
    expect(event).toMatchObject({ type: "failed", problem: { code: "extension_cannot_review" } });
    expect(post).not.toHaveBeenCalled();
  });

  it("hands the extension what the server sent, and the wish", async () => {
    const { run, asked } = world();
    expect(await run({ at: "preparing", wish: "ask" })).toEqual({ type: "prepared", material });
    expect(await run({ at: "verifying", wish: "ask", material })).toEqual({ type: "window_opened" });
    const { co_decision, review } = material;
    expect(asked).toEqual([{ kind: "review", co_decision, review, wish: "ask" }]);
  });

  it("hands on nothing larger than an extension reads", async () => {
    const { run, asked } = world();
    const huge = { ...material, review: { login: { facts: "x".repeat(2 ** 21) } } };
    const event = await run({ at: "verifying", wish: "approve", material: huge });
    expect(event).toMatchObject({ type: "failed", problem: { code: "server_failed" } });
    expect(asked).toEqual([]);
  });

  it("asks what was signed for that co-decision once the window is gone, and listens no longer", async () => {
    const signed = { did: "refuse", co_refusal: "co.refusal.text" };
    const { run, asked, tell, listeners } = world({ signed });
    const answered = run({ at: "reading", material });
    await vi.waitFor(() => expect(listeners.size).toBe(1));
    tell("enrolment_cancelled");
    expect(asked).toEqual([]);
    tell("review_ended");
    expect(await answered).toEqual({ type: "answered", signed });
    expect(asked).toEqual([{ kind: "reviewed", co_decision_hash: await sha256Base64url(material.co_decision) }]);
    expect(listeners.size).toBe(0);
  });

  it.each([
    ["approve", { did: "approve", co_review: "review.text" }, { co_review: "review.text", assertion: { id: "A" } }],
    ["refuse", { did: "refuse", co_refusal: "refusal.text" }, { co_refusal: "refusal.text" }],
    ["question", { did: "ask", co_question: "question.text" }, { co_question: "question.text" }],
  ] as const)("sends it to …/%s", async (address, signed, body) => {
    const { run, post } = world();
    const assertion = (signed.did === "approve" ? { id: "A" } : null) as never;
    expect(await run({ at: "sending", material, signed, assertion })).toEqual({ type: "sent" });
    const to = expect.objectContaining({ address: expect.stringMatching(new RegExp(`/${address}$`)) });
    expect(post).toHaveBeenCalledWith(to, { co_decision: material.co_decision, ...body }, signal);
  });

  it("does not exist where the person is to act", () => {
    const { run } = world();
    expect(run({ at: "idle", problem: undefined, reviewed: undefined })).toBeUndefined();
    expect(run({ at: "done", did: "approve" })).toBeUndefined();
  });
});
