import type { ReactNode } from "react";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Extension } from "../bridge/extension.ts";
import type { Clock } from "../clock.ts";
import { tabDrafts } from "./form/tab-drafts.ts";
import { PAGES } from "./pages.ts";
import { type LastAnswer, type SessionMachine, startSession } from "./session/session.ts";
import { Console } from "./shell/console.tsx";
import { createHttp } from "./wire/http.ts";
import { createOpenPost } from "./wire/open-http.ts";
import { indexedDbKeyStore, type KeyStore } from "./wire/session-key.ts";
import "./styles/console.css";

// The console's entry. It is loaded when its first page is asked for, never with the approval page.

export function openConsole(parts: {
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  readonly extension: Extension;
  readonly issuer: string;
}): ReactNode {
  const { askPasskey, clock, extension, issuer } = parts;
  const ask: typeof fetch = (...request) => fetch(...request);
  const keys = indexedDbKeyStore();
  const lastAnswer: LastAnswer = { at: clock.now(), jkt: undefined };
  const lastAct = { at: clock.now() };
  for (const act of ["pointerdown", "keydown", "focus"] as const)
    window.addEventListener(act, () => (lastAct.at = clock.now()));
  const lastAnsweredAt = () => lastAnswer.at;
  const http = createHttp({
    fetch: ask,
    origin: issuer,
    keys,
    now: clock.now,
    newId: () => crypto.randomUUID(),
    onSignedOut: () => session.send({ type: "ended", now: clock.now(), lastAnsweredAt: lastAnswer.at }),
    onAnswered(jkt) {
      // Another tab has signed in since, perhaps as somebody else.
      const isAnother = lastAnswer.jkt !== undefined && lastAnswer.jkt !== jkt;
      lastAnswer.at = clock.now();
      lastAnswer.jkt = jkt;
      if (isAnother) session.send({ type: "look_again" });
    },
  });
  const post = createOpenPost(ask, issuer);
  const httpBy = (ownKeys: KeyStore) =>
    createHttp({
      fetch: ask,
      origin: issuer,
      keys: ownKeys,
      now: clock.now,
      newId: () => crypto.randomUUID(),
      onSignedOut: () => undefined,
      onAnswered: () => undefined,
    });
  const session: SessionMachine = startSession({
    http,
    post,
    keys,
    extension,
    askPasskey,
    now: clock.now,
    lastAnsweredAt,
  });
  const lasting = tabDrafts(() => window.sessionStorage);
  session.subscribe(() => {
    const state = session.state();
    // Drafts end with the session of the person who leaves, and the next person never sees them.
    if (state.at === "signed_out" && state.because === "by_person") lasting.forget();
    if (state.at === "signed_in") lasting.forget(state.session.user.id);
  });
  return (
    <Console
      parts={{ askPasskey, clock, extension, http, httpBy, issuer, lastAct, open: post }}
      session={session}
      lastAnswer={lastAnswer}
      lasting={lasting}
      pages={PAGES}
    />
  );
}
