import { refuse } from "@nearside/shared/chain/refusal.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { browser } from "../browser.ts";
import { verifyEnrolmentRequest } from "../enrolment/verify-enrolment-request.ts";
import { enrolmentApi } from "../issuer/enrolment-api.ts";
import { fetchServerKeys } from "../issuer/fetch-server-keys.ts";
import { neededPatterns } from "../issuer/match-patterns.ts";
import { type ServerKeysServices, trustedServer } from "../issuer/server-keys.ts";
import { type EnrollingSet, signerOf } from "../keys/bound-set.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { newExtensionKey } from "../keys/extension-key.ts";
import { askBackground } from "../messages.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import { openSession } from "../session/session.ts";
import { createAnswerGuard } from "../ui/answer-guard.ts";
import { holdBack } from "../ui/hold-back.ts";
import { reasonOf } from "../ui/window.ts";
import { followEnrolment } from "./follow-enrolment.ts";
import type { Screen } from "./screen.ts";
import { type Handlers, screenView } from "./view.ts";

// The extension's own window for one enrolment (protocol §3.3). It does not depend on the worker, which may die at any
// moment.

const enrolment = location.hash.slice(1);
const session = openSession(browser.storage.session);
const boundSets = openBoundSetStore(indexedDB);
const now = () => Math.floor(Date.now() / 1000);
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});
/** Once this is aborted, nothing is shown, stored or signed. */
const stop = new AbortController();
const keyServices: ServerKeysServices = { session, fetchKeys: fetchServerKeys, now };
const send = (message: unknown) => browser.runtime.sendMessage(message);

void start().catch((cause: unknown) => fail(cause));

async function start(): Promise<void> {
  show({ at: "opening" }, idle);
  const requested = await session.enrolments.read(enrolment);
  const stored = (await boundSets.all()).find((set) => set.enrolment === enrolment);
  if (stored?.state === "bound") return show({ at: "done", issuer: stored.issuer, user: stored.user }, idle);
  const issuer = stored?.issuer ?? requested?.origin;
  if (issuer === undefined) return show({ at: "ended", why: "gone" }, idle);
  policy.onChange(() => void checkPolicy(issuer).catch(fail));
  await checkPolicy(issuer);
  if (stored !== undefined) return follow(stored);
  if (requested === undefined) return show({ at: "ended", why: "gone" }, idle);
  const request = await enrolmentRequest.read(requested.enrolment_request);
  await verifyEnrolmentRequest(request, await trustedServer(requested.origin, keyServices));
  askPerson(request, false);
}

/**
 * Stops if the organisation's settings do not allow the issuer, also when they change meanwhile.
 *
 * @throws Refused `issuer_not_allowed`, `settings_unreadable`
 */
async function checkPolicy(issuer: string): Promise<void> {
  const refusal = policyRefusal(await policy.settled(), issuer);
  if (refusal === undefined || stop.signal.aborted) return;
  stop.abort();
  refuse(refusal, "policy");
}

function askPerson(request: EnrolmentRequest, refused: boolean): void {
  const guard = createAnswerGuard(() => performance.now());
  show(
    { at: "question", request: request.claims, refused },
    {
      ...idle,
      // no await before this: browsers ask for permissions only within the click
      confirm: guard.guarded(
        () =>
          void browser.permissions
            .request({ origins: neededPatterns(request.claims.iss) })
            .then((granted) => (granted ? confirmed(request) : askPerson(request, true)))
            .catch(fail),
      ),
      cancel: guard.guarded(
        () =>
          void askBackground(send, { kind: "enrolment_answered", enrolment, event: "enrolment_cancelled" })
            .then(() => show({ at: "ended", why: "cancelled" }, idle))
            .catch(fail),
      ),
    },
  );
  holdBack(guard);
}

async function confirmed(request: EnrolmentRequest): Promise<void> {
  const { iss, user, device_jkt } = request.claims;
  await checkPolicy(iss);
  if (stop.signal.aborted) return;
  const set: EnrollingSet = {
    state: "enrolling",
    ...(await newExtensionKey()),
    issuer: iss,
    enrolment,
    enrolment_request: request.jws,
    user,
    device_jkt,
    made_at: now(),
    passkey: null,
  };
  await boundSets.put(set);
  await askBackground(send, { kind: "enrolment_answered", enrolment, event: "enrolment_confirmed" });
  await follow(set);
}

async function follow(set: EnrollingSet): Promise<void> {
  const offset = async () => (await session.enrolmentMeetings.read(enrolment))?.clock_offset;
  let clockOffset = (await offset()) ?? 0;
  const serverNow = () => now() + clockOffset;
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const unlessStopped = async (act: () => Promise<void>) => (stop.signal.aborted ? undefined : act());
  const api = enrolmentApi(set.issuer, enrolment, await signerOf(set), { serverNow, random });
  await followEnrolment(set, {
    ...keyServices,
    api,
    boundSets: { ...boundSets, put: (changed) => unlessStopped(() => boundSets.put(changed)) },
    stopped: stop.signal,
    serverNow,
    met: met(set, async () => {
      clockOffset = (await offset()) ?? 0;
    }),
    pause: (seconds) => new Promise((resume) => setTimeout(resume, seconds * 1000)),
    show: (screen) =>
      void unlessStopped(async () =>
        show(screen, {
          ...idle,
          wordsDiffer: () => {
            stop.abort();
            show({ at: "ended", why: "words_differ" }, idle);
            // the key is deleted even if the server is never told, so nothing can sign for what was enrolled with
            // it
            void boundSets
              .remove(set.thumbprint)
              .then(() => api.refuse("words_differ"))
              .catch((cause: unknown) => console.warn(cause));
          },
        }),
      ),
  });
}

/** Resolves when the background has met the command line, now or before this window was opened again. */
async function met(set: EnrollingSet, then: () => Promise<void>): Promise<void> {
  const isMet = async () => set.passkey !== null || (await session.enrolmentMeetings.read(enrolment)) !== undefined;
  await new Promise<void>((resolve, reject) => {
    const look = () => void isMet().then((is) => is && resolve(), reject);
    browser.storage.onChanged.addListener((changes, area) => {
      const changed = Object.keys(changes).some((key) => session.enrolmentMeetings.keyOf(key) === enrolment);
      if (area === "session" && changed) look();
    });
    look();
  });
  await then();
}

function show(screen: Screen, handlers: Handlers): void {
  if (screen.at === "done" || screen.at === "ended") stop.abort();
  const view = screenView(screen, handlers);
  const main = document.querySelector("main");
  // a poll brought the same step again, so a reader is not interrupted
  if (main?.firstElementChild?.isEqualNode(view)) return;
  main?.replaceChildren(view);
  view.querySelector("h1")?.focus();
}

const idle: Handlers = {
  confirm: () => undefined,
  cancel: () => undefined,
  wordsDiffer: () => undefined,
  close: () => window.close(),
};

function fail(cause: unknown): void {
  show({ at: "ended", why: reasonOf(cause) }, idle);
}
