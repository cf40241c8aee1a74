import {
  HELLO_PATH,
  type HelloAnswer,
  type HelloBody,
  helloAnswerSchema,
  MAX_HELLO_BODY,
} from "@nearside/shared/api/loopback.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { fetchJson, type JsonAnswer } from "../fetch-json.ts";

/** Seconds (protocol §4.3). */
const ANSWER_WITHIN = 3;

/** Sends a hello to the command line, or the keeper, that listens there, and returns its answer, which is unverified. */
export type SayHello = (loopback: Loopback, body: HelloBody) => Promise<HelloAnswer>;

/**
 * The only way to the command line (protocol §4.2). It works from the background only, since a content script's fetch
 * is the page's.
 *
 * @throws Refused `unreachable`, `malformed`
 */
export const sayHello: SayHello = async ({ address, port }, body) => {
  const host = address === "::1" ? "[::1]" : address;
  let answer: JsonAnswer;
  try {
    answer = await fetchJson(`http://${host}:${port}${HELLO_PATH}`, {
      method: "POST",
      body,
      limit: MAX_HELLO_BODY,
      within: ANSWER_WITHIN,
    });
  } catch (cause) {
    return refuse("unreachable", "loopback", { cause });
  }
  // a command line that turns us away gives no reason; neither does a proxy, or any other program that took the port
  if (answer.status !== 200) refuse("unreachable", "loopback");
  const read = v.safeParse(helloAnswerSchema, answer.body);
  return read.success ? read.output : refuse("malformed", "presence_proof");
};
