import { may, type Permission } from "@nearside/shared/roles.ts";
import { createContext, use } from "react";
import type { Session } from "./session-state.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

/**
 * Gives the signed-in person's session. Pages of the console are only shown to a person who is signed in.
 *
 * @throws Error outside of a session
 */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error("Nobody is signed in here.");
  return session;
}

/**
 * Tells whether the person's role includes a permission, only to decide what is shown. The server asks again on every
 * route.
 */
export function useMay(): (permission: Permission) => boolean {
  const { role } = useSession().user;
  return (permission) => may(role, permission);
}
