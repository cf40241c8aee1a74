import { LOGIN_PAGES } from "@nearside/shared/api/approval-address.ts";
import * as v from "valibot";
import { browser, type Runtime } from "../browser.ts";
import { askBackground, CONTENT_ANSWERS } from "../messages.ts";
import { type Bridge, openBridge } from "./bridge.ts";

// This script runs on an issuer's approval and enrolment pages at document_start, or once when the icon was clicked,
// and in the top frame only.

declare global {
  /** This global lies in the content script's own world, which no page can reach. */
  var nearsideBridge: Bridge | undefined;
}

if (globalThis.nearsideBridge?.alive() !== true && window.top === window) {
  const bridge = openBridge({
    page: window,
    version: browser.runtime.getManifest().version,
    ask: (ask) => askBackground((message) => browser.runtime.sendMessage(message), { kind: "page_ask", ask }),
    alive: () => {
      try {
        return browser.runtime.id !== undefined;
      } catch {
        return false;
      }
    },
  });
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const read = v.safeParse(CONTENT_ANSWERS.page_event.request, message);
    if (!read.success || sender.id !== browser.runtime.id) return undefined;
    bridge.tell(read.output.event);
    return Promise.resolve("posted");
  });
  globalThis.nearsideBridge = bridge;
  if (location.pathname.startsWith(LOGIN_PAGES))
    void askBackground((message) => browser.runtime.sendMessage(message), { kind: "login_opened" }).catch(
      () => undefined,
    );
}
// a click on the icon runs this file again: the page hears it (protocol §3.3)
globalThis.nearsideBridge?.announce();
