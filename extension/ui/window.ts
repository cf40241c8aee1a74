import { isRefusalCode, type RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { texts } from "../texts/enrol.ts";
import { button, element } from "./element.ts";
import { masthead, notice } from "./parts.ts";

// The extension has two windows of its own, and this is what they have in common: one confirms an enrolment, in the other a second person answers.

/** The whole content of a window. */
export const sheet = (content: readonly HTMLElement[]): HTMLElement =>
  element("div", { class: "sheet" }, masthead("p"), ...content);

/** The heading takes focus, so that a screen reader reads each new step. */
export const heading = (...content: readonly (Node | string)[]): HTMLElement =>
  element("h1", { tabindex: "-1" }, ...content);

/** A window that can do no more: it says what happened, why, and what to do next. */
export const ended = (title: string, sentence: string, close: () => void): readonly HTMLElement[] => [
  heading(title),
  notice("alert", element("p", {}, sentence)),
  element("div", { class: "actions" }, button("plain", texts.close, close)),
];

/** Names what stopped a window. A fault of the extension itself is no refusal, and is written to the browser's console. */
export function reasonOf(cause: unknown): RefusalCode | "failed" {
  if (cause instanceof Refused && isRefusalCode(cause.code)) return cause.code;
  console.error(cause);
  return "failed";
}
