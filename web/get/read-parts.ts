import { list, type PartList } from "@nearside/shared/api/parts.ts";
import * as v from "valibot";

/** Asks this server for the list of its parts. @returns undefined if it hands out none, or can't be reached */
export async function readParts(fetch: typeof globalThis.fetch): Promise<PartList | undefined> {
  try {
    const response = await fetch(list.address, { credentials: "omit", redirect: "error" });
    const read = v.safeParse(list.output, await response.json());
    return response.ok && read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
