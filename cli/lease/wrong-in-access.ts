import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import * as v from "valibot";

/** A part of what is wished for, or their number. */
type Part = "resource" | "scope" | "tools" | "access";

/**
 * Finds the first part of a wish that no lease may have, so that an error can name it.
 *
 * @returns undefined if a lease may be for all of them
 */
export function wrongInAccess(access: readonly object[]): Part | undefined {
  const read = v.safeParse(leaseDetailSchema.entries.access, access);
  if (read.success) return undefined;
  const name = read.issues[0].path?.[1]?.key;
  return name === "resource" || name === "scope" || name === "tools" ? name : "access";
}
