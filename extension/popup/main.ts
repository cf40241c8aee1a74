import { browser } from "../browser.ts";
import { lookAfterPending } from "../enrolment/look-after-pending.ts";
import { fetchServerKeys } from "../issuer/fetch-server-keys.ts";
import { neededPatterns } from "../issuer/match-patterns.ts";
import { isEnrolling } from "../keys/bound-set.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { askBackground } from "../messages.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import { openSession } from "../session/session.ts";
import { type PopupState, readPopupState } from "./state.ts";
import { popupView } from "./view.ts";

// A click on the icon opens this popup; on an enrolment page the enrolment waits for that click (protocol §3.3).

const session = openSession(browser.storage.session);
const boundSets = openBoundSetStore(indexedDB);
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});
const now = () => Math.floor(Date.now() / 1000);
const send = (message: unknown) => browser.runtime.sendMessage(message);
const mayReach = (origins: string[]) => browser.permissions.contains({ origins });
const { version } = browser.runtime.getManifest();

let state: PopupState = {
  policy: { state: "unread" },
  enrolmentPage: undefined,
  decisions: [],
  foreign: [],
  enrolments: [],
};

function render(): void {
  const main = document.querySelector("main");
  const drawn = document.createElement("main");
  drawn.id = "main";
  drawn.append(
    ...popupView(state, now(), version, {
      // no await before this: browsers ask for permissions only within the click
      allow: (issuer) =>
        void browser.permissions
          .request({ origins: neededPatterns(issuer) })
          .then(() => askBackground(send, { kind: "issuers_changed" }))
          .then(read),
      dismiss: (hash) => void session.foreignLogins.forget(hash),
      openOptions: () => void browser.runtime.openOptionsPage(),
    }),
  );
  // a second without a change moves no focus
  if (main?.isEqualNode(drawn) === false) main.replaceWith(drawn);
}

async function read(): Promise<void> {
  const found = await readPopupState(session, await boundSets.all(), mayReach, await policy.current());
  state = { ...state, ...found };
  render();
}

/**
 * Reports the click on the page under the icon: an enrolment page may now ask to enrol, an approval page may try again.
 */
async function clicked(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined || tab.url === undefined) return;
  const answer = await askBackground(send, { kind: "icon_clicked", tab: tab.id, url: tab.url }).catch(
    (): "not_bridged" => "not_bridged",
  );
  if (answer === "other_page") return;
  state = { ...state, enrolmentPage: answer };
  render();
}

/** Asks about enrolments whose window was closed before the administrator confirmed. */
async function lookAfterAll(): Promise<void> {
  const allowed = await policy.settled();
  await read();
  const pending = (await boundSets.all())
    .filter(isEnrolling)
    .filter(({ passkey, issuer }) => passkey !== null && policyRefusal(allowed, issuer) === undefined);
  const services = {
    session,
    fetchKeys: fetchServerKeys,
    now,
    serverNow: now,
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    boundSets,
  };
  // a server that cannot be reached now is asked when the popup is opened again
  await Promise.all(pending.map((set) => lookAfterPending(set, services).catch(() => undefined)));
  if (pending.length > 0) await read();
}

browser.storage.onChanged.addListener(() => void read());
setInterval(render, 1000);
void clicked();
void read().then(lookAfterAll);
