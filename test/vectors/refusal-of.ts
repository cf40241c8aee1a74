import { Refused } from "@nearside/shared/refused.ts";

/** Says how something was refused, or undefined if it was not. An error that is no refusal is a bug, and is thrown on. */
export async function refusalOf(run: () => unknown): Promise<Refused | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

/** Code and field of a refusal, as vectors name them. */
export const codeAndField = (refusal: Refused | undefined): { code: string; field: string | undefined } | undefined =>
  refusal === undefined ? undefined : { code: refusal.code, field: refusal.field };
