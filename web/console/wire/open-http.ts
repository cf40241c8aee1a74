import type * as v from "valibot";
import { fetchFrom, problemIn, readAnswer } from "./http.ts";

/** Sends a request before anybody is signed in, without cookie or proof of a session. */
export type OpenPost = <Answer>(
  path: string,
  body: unknown,
  answer: v.GenericSchema<unknown, Answer>,
  signal: AbortSignal,
) => Promise<Answer>;

export function createOpenPost(fetch: typeof globalThis.fetch, origin: string): OpenPost {
  return async (path, body, answer, signal) => {
    const response = await fetchFrom(fetch, `${origin}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw await problemIn(response);
    return readAnswer(response, answer);
  };
}
