import { describe, expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { reduceAnswer } from "./answer-reducer.ts";
import { type AnswerEvent, type AnswerState, type Material, UNANSWERED } from "./answer-state.ts";

const material: Material = {
  ...{ co_decision: "co.decision.text", review: {} },
  options: { rpId: "", timeout: 1, userVerification: "required", allowCredentials: [] },
};
const approve = { did: "approve", co_review: "co.review.text" } as const;
const refuse = { did: "refuse", co_refusal: "co.refusal.text" } as const;
const assertion = { id: "A", rawId: "A", type: "public-key", response: {} } as never;
const problem = new ConsoleProblem("passkey_unused");

const run = (state: AnswerState, ...events: AnswerEvent[]): AnswerState => events.reduce(reduceAnswer, state);
const shown = run(
  UNANSWERED,
  { type: "press", wish: "approve" },
  { type: "prepared", material },
  { type: "window_opened" },
);

describe("a second person's answer", () => {
  it("is an approval only after the extension's window and a touch", () => {
    expect(shown).toEqual({ at: "reading", material });
    const touching = run(shown, { type: "answered", signed: approve });
    expect(touching).toEqual({ at: "touching", material, signed: approve });
    const sending = run(touching, { type: "asserted", assertion });
    expect(sending).toMatchObject({ at: "sending", signed: approve, assertion });
    expect(run(sending, { type: "sent" })).toEqual({ at: "done", did: "approve" });
  });

  it("takes no touch for a denial, nor for a question", () => {
    expect(run(shown, { type: "answered", signed: refuse })).toMatchObject({ at: "sending", assertion: null });
  });

  it("is refused where the window was closed", () => {
    expect(run(shown, { type: "answered", signed: null })).toBe(UNANSWERED);
    expect(run(shown, { type: "stop" })).toBe(UNANSWERED);
  });

  it("needs only another touch where that failed, and everything again where the server refused", () => {
    const touching = run(shown, { type: "answered", signed: approve });
    const failed = run(touching, { type: "failed", problem });
    expect(failed).toEqual({ at: "idle", problem, reviewed: { material, signed: approve } });
    expect(run(failed, { type: "touch_again" })).toEqual(touching);
    const sending = run(touching, { type: "asserted", assertion });
    const refused = run(sending, { type: "failed", problem });
    expect(refused).toEqual({ at: "idle", problem, reviewed: undefined });
    expect(run(refused, { type: "touch_again" })).toBe(refused);
  });

  it("can't be called back once it is on its way", () => {
    const sending = run(shown, { type: "answered", signed: refuse });
    expect(run(sending, { type: "stop" })).toBe(sending);
  });
});
