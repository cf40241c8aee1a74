import type { Addressed, InputOf, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import { fetchFrom, problemIn, readAnswer } from "./http.ts";

/** Sends a request before a person is signed in, without cookie or proof of a session. */
export type OpenPost = <E extends JsonEntry & Addressed>(
  to: E,
  body: InputOf<E>,
  signal: AbortSignal,
) => Promise<OutputOf<E>>;

export function createOpenPost(fetch: typeof globalThis.fetch, origin: string): OpenPost {
  return async (to, body, signal) => {
    const response = await fetchFrom(fetch, `${origin}${to.address}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw await problemIn(response);
    return readAnswer(response, to);
  };
}
