import { type AnswerGuard, SETTLE_MILLISECONDS } from "./answer-guard.ts";

/** Shows whether a press counts yet. The wait starts from the beginning whenever this window comes to the front (threat B6). */
export function holdBack(guard: AnswerGuard): void {
  const buttons = [...document.querySelectorAll("main button")];
  const paint = () => {
    for (const button of buttons) button.setAttribute("aria-disabled", String(!guard.isReady()));
  };
  const settle = () => {
    guard.noteFront(document.visibilityState === "visible");
    paint();
    setTimeout(paint, SETTLE_MILLISECONDS + 50); // timers may be a little early
  };
  document.addEventListener("visibilitychange", settle);
  window.addEventListener("focus", settle);
  settle();
}
