import { type HelloAnswer, helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { browser } from "../browser.ts";
import type { HelloBody } from "./say-hello.ts";

/** Seconds. The browser starts a program for each hello (protocol §4.3). */
const ANSWER_WITHIN = 5;

/**
 * Sends a hello through the native host to the keeper of this machine (protocol §4.2). The browser starts the host for this
 * one message, and ends it with its answer.
 *
 * @returns the answer, which is unverified
 * @throws Refused `unreachable` if there is no host, no keeper, or no command line that waits there
 */
export async function sayHelloNatively(body: HelloBody): Promise<HelloAnswer> {
  let answer: unknown;
  try {
    answer = await Promise.race([browser.runtime.sendNativeMessage(NATIVE_HOST, body), late()]);
  } catch (cause) {
    return refuse("unreachable", "native", { cause });
  }
  const read = v.safeParse(helloAnswerSchema, answer);
  return read.success ? read.output : refuse("unreachable", "native");
}

const late = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("no answer in time")), ANSWER_WITHIN * 1000);
  });
