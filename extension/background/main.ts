import { NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { browser, type Runtime } from "../browser.ts";
import { fetchServerKeys } from "../issuer/fetch-server-keys.ts";
import { sendReport } from "../issuer/send-report.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { sayHello } from "../machine/say-hello.ts";
import { openNativeWay } from "../machine/say-hello-natively.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { openSession } from "../session/session.ts";
import { answerMessage, type MessageServices } from "./answer-message.ts";
import { badge } from "./badge.ts";
import { openBridges } from "./bridges.ts";
import { browserName } from "./browser-name.ts";
import { windowClosed } from "./enrol.ts";
import { policyChanged } from "./met-logins.ts";
import { forgetAbandoned } from "./own-sets.ts";
import { bringForward, openOwnWindow } from "./own-window.ts";
import { reviewWindowClosed } from "./review.ts";

// The browser may kill the worker at any moment and start it again with the next message, so this file stores nothing that must last.

const self = { id: browser.runtime.id, origin: browser.runtime.getURL("").replace(/\/$/, "") };
const boundSets = openBoundSetStore(indexedDB);
const bridges = openBridges(boundSets);
const native = openNativeWay(() => browser.runtime.connectNative(NATIVE_HOST));
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});

const services: MessageServices = {
  self,
  keepUp: bridges.keepUp,
  now: () => Math.floor(Date.now() / 1000),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  browserName: browserName(navigator.userAgent, browser.runtime.getManifest().version),
  boundSets,
  session: openSession(browser.storage.session),
  fetchKeys: fetchServerKeys,
  sayHello,
  nativeWay: async () => {
    const isAllowed = await browser.permissions.contains({ permissions: ["nativeMessaging"] });
    // Chromium gives a worker that runs no function of a permission that comes later. The next worker has it.
    return isAllowed && "connectNative" in browser.runtime ? native : undefined;
  },
  sendReport,
  mayReach: (patterns) => browser.permissions.contains({ origins: [...patterns] }),
  policy,
  badge,
  bridges,
  openWindow: (enrolment, open, forward) => openOwnWindow("enrol-window.html", enrolment, open, forward),
  openReviewWindow: (hash, open) => openOwnWindow("review-window.html", hash, open, true),
  bringForward,
};

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) =>
  answerMessage(message, sender, services),
);

browser.windows.onRemoved.addListener((window) => windowClosed(window, services));
browser.windows.onRemoved.addListener((window) => reviewWindowClosed(window, services));
browser.tabs.onRemoved.addListener((tab) => services.session.clicks.forget(String(tab)));
browser.permissions.onAdded.addListener(() => bridges.keepUp("permissions"));
// these listeners make the browser start the worker at all, so that the rest of this file runs before the first page
// asks
browser.runtime.onInstalled.addListener(() => undefined);
browser.runtime.onStartup.addListener(() => undefined);

policy.onChange(() => void policyChanged(services));

// read at once, so that a browser that is new to the extension has answered before the first question
void policy.settled();
void forgetAbandoned(services).then(() => bridges.keepUp());
