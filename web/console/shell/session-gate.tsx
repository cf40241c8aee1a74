import { Activity, type ReactNode, useSyncExternalStore } from "react";
import type { SessionMachine } from "../session/session.ts";
import { SessionContext } from "../session/use-session.ts";
import { SignInPage } from "./sign-in-page.tsx";

/**
 * The pages for who is signed in; the sign-in where nobody is. The pages of a session that ended stay behind it as they are,
 * unseen: whoever signs in again finds what was typed, and anybody else finds nothing of it.
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
