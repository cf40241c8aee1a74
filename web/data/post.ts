import { apiErrorSchema } from "@nearside/shared/api/api-error.ts";
import { Refused } from "@nearside/shared/refused.ts";
import * as v from "valibot";
import { fail } from "../problem.ts";

/** Sends JSON to this server and reads its answer by the schema of the contract. Same origin, so the cookie goes along. */
export type Post = <Answer>(
  path: string,
  body: unknown,
  answer: v.GenericSchema<unknown, Answer>,
  signal: AbortSignal,
) => Promise<Answer>;

/** Every refusal is thrown as {@link Refused} with its code: the server's, or one of `problem.ts`. */
export function createPost(fetch: typeof globalThis.fetch): Post {
  return async (path, body, answer, signal) => {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal,
    }).catch((cause: unknown) => fail("server_unreachable", cause));
    const value: unknown = await response.json().catch((cause: unknown) => fail("server_failed", cause));
    if (!response.ok) throw new Refused(codeOf(value, response.status));
    const read = v.safeParse(answer, value);
    return read.success ? read.output : fail("server_failed");
  };
}

function codeOf(value: unknown, status: number): string {
  if (status === 429) return "too_many_requests";
  const read = v.safeParse(apiErrorSchema, value);
  return read.success ? (read.output.refusal ?? read.output.error) : "server_failed";
}
