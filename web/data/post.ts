import { apiErrorSchema } from "@nearside/shared/api/api-error.ts";
import type { Addressed, InputOf, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { fail, RefusedByRules } from "../problem.ts";

/**
 * Sends JSON to this server and reads its answer by the schema of the contract. The request is to the same origin, so
 * the cookie goes along.
 *
 * @throws Refused with the server's code, or with one of `problem.ts`
 */
export type Post = <E extends JsonEntry>(
  to: (E & Addressed) | (Addressed & Pick<E, "output">),
  body: InputOf<E>,
  signal: AbortSignal,
) => Promise<OutputOf<E>>;

export function createPost(fetch: typeof globalThis.fetch): Post {
  return async (to, body, signal) => {
    const response = await fetch(to.address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal,
    }).catch((cause: unknown) => fail("server_unreachable", cause));
    const value: unknown = await response.json().catch((cause: unknown) => fail("server_failed", cause));
    if (!response.ok) throw refusalIn(value, response.status);
    const read = v.safeParse(to.output, value);
    return read.success ? read.output : fail("server_failed");
  };
}

function refusalIn(value: unknown, status: number): RefusedByRules {
  const read = v.safeParse(apiErrorSchema, value);
  if (status === 429 || !read.success)
    return new RefusedByRules(status === 429 ? "too_many_requests" : "server_failed", {});
  const { refusal, error, ...beside } = read.output;
  return new RefusedByRules(refusal ?? error, beside);
}
