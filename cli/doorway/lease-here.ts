import { posix } from "node:path";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import type { Doorway } from "./doorway.ts";

/** The variable by which programs under a lease find the keeper that holds it. Nothing in it is secret. */
export const LEASE_VARIABLE = "NEARSIDE_LEASE";

/** The lease that this program was started under, as its environment says. The keeper knows by itself. */
export interface LeaseHere {
  readonly doorway: Doorway;
  readonly lease: string;
}

/** The value of that variable: the keeper's socket and the lease's id. */
export const leaseVariable = ({ doorway, lease }: LeaseHere): string => `${doorway.socket}#${lease}`;

/** @returns undefined if the variable is missing, or says nothing that this program understands */
export function leaseHere(
  env: Readonly<Record<string, string | undefined>>,
  uid: number | undefined,
): LeaseHere | undefined {
  const text = env[LEASE_VARIABLE] ?? "";
  const at = text.lastIndexOf("#");
  const [socket, lease] = [text.slice(0, at), text.slice(at + 1)];
  if (at === -1 || uid === undefined || !posix.isAbsolute(socket) || !v.is(requestIdSchema, lease)) return undefined;
  return { doorway: { folder: posix.dirname(socket), socket, uid }, lease };
}
