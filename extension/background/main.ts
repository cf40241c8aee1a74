import type { Answer } from "@nearside/shared/bridge/page-messages.ts";
import * as v from "valibot";
import { browser, type Runtime } from "../browser.ts";
import { fetchServerKeys } from "../issuer/fetch-server-keys.ts";
import { sendReport } from "../issuer/send-report.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { sayHello } from "../machine/say-hello.ts";
import { type ToBackground, toBackgroundSchema } from "../messages.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { openSession } from "../session/session.ts";
import { forgetAbandoned } from "./abandoned.ts";
import { answerPage } from "./answer-page.ts";
import { type Asker, askerOf } from "./asker.ts";
import { badge } from "./badge.ts";
import { openBridges } from "./bridges.ts";
import { browserName } from "./browser-name.ts";
import { type EnrolmentGround, tellAnswer, windowClosed } from "./enrol.ts";
import { iconClicked } from "./icon-clicked.ts";
import { openOwnWindow } from "./own-window.ts";
import { policyChanged } from "./policy-changed.ts";

// The worker may be killed at any moment and started anew by the next message: nothing is kept in this file.

const self = { id: browser.runtime.id, origin: browser.runtime.getURL("").replace(/\/$/, "") };
const boundSets = openBoundSetStore(indexedDB);
const bridges = openBridges(boundSets);
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});

const ground: EnrolmentGround = {
  now: () => Math.floor(Date.now() / 1000),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  browserName: browserName(navigator.userAgent),
  boundSets,
  session: openSession(browser.storage.session),
  fetchKeys: fetchServerKeys,
  sayHello,
  sendReport,
  mayReach: (patterns) => browser.permissions.contains({ origins: [...patterns] }),
  policy,
  badge,
  bridges,
  openWindow: openOwnWindow,
};

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  const asker = askerOf(sender, self);
  if (asker === undefined) return undefined;
  const read = v.safeParse(toBackgroundSchema, message);
  if (read.success) return answer(read.output, asker);
  const malformed: Answer = { kind: "refused", code: "malformed" };
  return asker.context === "page" ? Promise.resolve(malformed) : undefined;
});

/** Pages ask by their content script, and only that; the rest is for the extension's own pages. */
async function answer(message: ToBackground, asker: Asker): Promise<unknown> {
  if (asker.context === "page") {
    const refused: Answer = { kind: "refused", code: "malformed" };
    return message.kind === "page_ask" ? answerPage(message.ask, asker, ground) : refused;
  }
  switch (message.kind) {
    case "icon_clicked":
      return iconClicked(message, ground);
    case "enrolment_answered":
      await tellAnswer(message.enrolment, message.event, ground);
      await bridges.keepUp();
      return "told";
    case "issuers_changed":
      await bridges.keepUp("permissions");
      return "noted";
    case "page_ask":
      return undefined;
  }
}

browser.windows.onRemoved.addListener((window) => windowClosed(window, ground));
browser.tabs.onRemoved.addListener((tab) => ground.session.clicks.forget(String(tab)));
browser.permissions.onAdded.addListener(() => bridges.keepUp("permissions"));
// these have the browser start the worker at all, so that what follows is done before the first page asks
browser.runtime.onInstalled.addListener(() => undefined);
browser.runtime.onStartup.addListener(() => undefined);

policy.onChange(() => void policyChanged(ground));

// asked at once, so that a browser that is new to the extension has answered when somebody wants something
void policy.settled();
void forgetAbandoned(ground).then(() => bridges.keepUp());
