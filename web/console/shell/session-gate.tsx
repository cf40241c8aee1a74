import { Activity, type ReactNode, useSyncExternalStore } from "react";
import type { SessionMachine } from "../session/session.ts";
import { SessionContext } from "../session/use-session.ts";
import { SignInPage } from "./sign-in-page.tsx";

/**
 * Shows the pages to a person who is signed in, and the sign-in otherwise. Pages of a session that ended stay behind
 * it, unseen: the same person finds there what they typed, and another person gets new pages.
 */
export function SessionGate({ session, children }: { session: SessionMachine; children: ReactNode }) {
  const state = useSyncExternalStore(session.subscribe, session.state);
  const { former } = state;
  const inFront =
    state.at === "signed_in" || state.at === "signing_out" || (state.at === "opening" && former !== undefined);
  return (
    <>
      {former === undefined ? null : (
        <Activity key={former.user.id} mode={inFront ? "visible" : "hidden"}>
          <SessionContext value={former}>{children}</SessionContext>
        </Activity>
      )}
      {inFront ? null : <SignInPage state={state} send={session.send} />}
    </>
  );
}
