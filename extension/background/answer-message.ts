import type { Answer } from "@nearside/shared/api/page-messages.ts";
import * as v from "valibot";
import { type ToBackground, toBackgroundSchema } from "../messages.ts";
import { answerPage } from "./answer-page.ts";
import { type Asker, askerOf, type Sender } from "./asker.ts";
import type { Bridges } from "./bridges.ts";
import { tellAnswer } from "./enrol.ts";
import { expectMeeting } from "./expect-meeting.ts";
import { iconClicked } from "./icon-clicked.ts";
import { type ReviewServices, reviewAnswered } from "./review.ts";

/** The parts of the background that answering a message needs. */
export interface MessageServices extends ReviewServices {
  /** This extension's id and the origin of its pages. */
  readonly self: { readonly id: string; readonly origin: string };
  readonly keepUp: Bridges["keepUp"];
}

/**
 * Answers any message of `runtime.onMessage`, whose sender may be hostile: one that is malformed, or that its sender
 * may not send, is refused or ignored (threat B4). Returns undefined if this listener has no answer.
 */
export function answerMessage(
  message: unknown,
  sender: Sender,
  services: MessageServices,
): Promise<unknown> | undefined {
  const asker = askerOf(sender, services.self);
  if (asker === undefined) return undefined;
  const read = v.safeParse(toBackgroundSchema, message);
  if (read.success) return answer(read.output, asker, services);
  const malformed: Answer = { kind: "refused", code: "malformed" };
  return asker.context === "page" ? Promise.resolve(malformed) : undefined;
}

/** Pages may ask through their content script, and in no other way; the rest is for the extension's own pages. */
async function answer(message: ToBackground, asker: Asker, services: MessageServices): Promise<unknown> {
  if (asker.context === "page") {
    const refused: Answer = { kind: "refused", code: "malformed" };
    if (message.kind === "login_opened") return expectMeeting(asker, services);
    return message.kind === "page_ask" ? answerPage(message.ask, asker, services) : refused;
  }
  switch (message.kind) {
    case "icon_clicked":
      return iconClicked(message, services);
    case "enrolment_answered":
      await tellAnswer(message.enrolment, message.event, services);
      await services.keepUp();
      return "told";
    case "review_answered":
      await reviewAnswered(message.co_decision_hash, services);
      return "told";
    case "issuers_changed":
      await services.keepUp("permissions");
      return "noted";
    case "page_ask":
    case "login_opened":
      return undefined;
  }
}
