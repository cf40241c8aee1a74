import type { Answer } from "@nearside/shared/bridge/page-messages.ts";
import * as v from "valibot";
import { type ToBackground, toBackgroundSchema } from "../messages.ts";
import { answerPage } from "./answer-page.ts";
import { type Asker, askerOf, type Sender } from "./asker.ts";
import type { Bridges } from "./bridges.ts";
import { type EnrolmentGround, tellAnswer } from "./enrol.ts";
import { iconClicked } from "./icon-clicked.ts";

/** What answers messages stand on. */
export interface MessageGround extends EnrolmentGround {
  /** This extension's id and the origin of its pages. */
  readonly self: { readonly id: string; readonly origin: string };
  readonly keepUp: Bridges["keepUp"];
}

/**
 * Answers whatever `runtime.onMessage` brings, of anybody: a message that is none, or that its sender may not send, is told
 * so or left alone (threat B4). Undefined where this listener has no answer.
 */
export function answerMessage(message: unknown, sender: Sender, ground: MessageGround): Promise<unknown> | undefined {
  const asker = askerOf(sender, ground.self);
  if (asker === undefined) return undefined;
  const read = v.safeParse(toBackgroundSchema, message);
  if (read.success) return answer(read.output, asker, ground);
  const malformed: Answer = { kind: "refused", code: "malformed" };
  return asker.context === "page" ? Promise.resolve(malformed) : undefined;
}

/** Pages ask by their content script, and only that; the rest is for the extension's own pages. */
async function answer(message: ToBackground, asker: Asker, ground: MessageGround): Promise<unknown> {
  if (asker.context === "page") {
    const refused: Answer = { kind: "refused", code: "malformed" };
    return message.kind === "page_ask" ? answerPage(message.ask, asker, ground) : refused;
  }
  switch (message.kind) {
    case "icon_clicked":
      return iconClicked(message, ground);
    case "enrolment_answered":
      await tellAnswer(message.enrolment, message.event, ground);
      await ground.keepUp();
      return "told";
    case "issuers_changed":
      await ground.keepUp("permissions");
      return "noted";
    case "page_ask":
      return undefined;
  }
}
