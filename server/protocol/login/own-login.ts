import type { Login } from "../../register/logins/login.ts";

// A link is no secret, so who has it learns nothing of what the login is about (protocol §4.1, threat R18). Two parties may read that: the
// command line that asked for it, and the browser that met that command line.

declare const own: unique symbol;

/** A login before one of those two parties. Only this file makes one, and what tells facts, people or questions takes nothing else. */
export type Own<L extends Login = Login> = L & { readonly [own]: true };

/** True for the browser that met the command line. @param session SHA-256 of its cookie; undefined if it has none of this server */
export const isMetBy = <L extends Login>(login: L, session: string | undefined): login is Own<L> =>
  session !== undefined && meetingOf(login)?.browser_session === session;

const meetingOf = (login: Login) =>
  "meeting" in login ? login.meeting : "before" in login ? login.before?.meeting : undefined;

/** True for the command line that asked for it. @param sessionJkt the key that it has just proven */
export const isAskedBy = <L extends Login>(login: L, sessionJkt: string): login is Own<L> =>
  login.sessionJkt === sessionJkt;

/** True for the same login as it is now, before a party that has proven what it is. */
export const isStill = <L extends Login>(proven: Own, now: L): now is Own<L> => now.id === proven.id;
