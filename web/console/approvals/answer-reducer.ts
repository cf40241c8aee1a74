import { type AnswerEvent, type AnswerState, UNANSWERED } from "./answer-state.ts";

/** The event that every machine of a page has for an effect that rejects. An answer's effects never do: they end in `failed`. */
type Refusal = { readonly type: "refused" };

/** Computes the next state of an answer. It is pure, and an event that does not belong to a state changes nothing. */
export function reduceAnswer(state: AnswerState, event: AnswerEvent | Refusal): AnswerState {
  switch (event.type) {
    case "press":
      return state.at === "idle" || state.at === "done" ? { at: "preparing", wish: event.wish } : state;
    case "touch_again":
      return state.at === "idle" && state.reviewed !== undefined ? { at: "touching", ...state.reviewed } : state;
    case "stop":
      return state.at === "sending" || state.at === "done" ? state : UNANSWERED;
    case "prepared":
      return state.at === "preparing" ? { at: "verifying", wish: state.wish, material: event.material } : state;
    case "window_opened":
      return state.at === "verifying" ? { at: "reading", material: state.material } : state;
    case "answered": {
      if (state.at !== "reading") return state;
      const { signed } = event;
      if (signed === null) return UNANSWERED;
      const { material } = state;
      return signed.did === "approve"
        ? { at: "touching", material, signed }
        : { at: "sending", material, signed, assertion: null };
    }
    case "asserted":
      return state.at === "touching" ? { ...state, at: "sending", assertion: event.assertion } : state;
    case "sent":
      return state.at === "sending" ? { at: "done", did: state.signed.did } : state;
    case "failed": {
      const { problem } = event;
      // the person has read it already: only the touch is missing
      if (state.at === "touching") {
        const { material, signed } = state;
        return { at: "idle", problem, reviewed: { material, signed } };
      }
      return state.at === "done" ? state : { at: "idle", problem, reviewed: undefined };
    }
    case "refused":
      return state;
  }
}
