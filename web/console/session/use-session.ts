import { may, type Permission } from "@nearside/shared/roles.ts";
import { createContext, use } from "react";
import type { Session } from "./session-state.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. The pages of the console are only shown to somebody. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error("Nobody is signed in here.");
  return session;
}

/** Whether the person's role includes it: only to show what may be done. The server asks anew on every route. */
export function useMay(): (permission: Permission) => boolean {
  const { role } = useSession().user;
  return (permission) => may(role, permission);
}
