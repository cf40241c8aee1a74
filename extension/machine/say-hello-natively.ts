import { type HelloAnswer, type HelloBody, helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import type { Runtime } from "../browser.ts";

/** The browser may have to start a program first (protocol §4.3). Milliseconds. */
const ANSWER_WITHIN = 5000;
/** A host that got no hello by then is ended. Milliseconds. */
const KEPT_FOR = 30_000;

/** The way through the native host to the keeper of this machine (protocol §4.2). */
export interface NativeWay {
  /** Starts the host, which takes longer than all the rest of a handshake. It is told nothing. */
  prepare(): void;
  /**
   * Sends one hello, to the host that was prepared or to a new one, and ends it with its answer.
   *
   * @returns the answer, which is unverified
   * @throws Refused `unreachable` if there is no host, no keeper, or no command line that waits there
   */
  sayHello(body: HelloBody): Promise<HelloAnswer>;
}

type Host = Pick<Runtime.Port, "disconnect" | "postMessage" | "onMessage" | "onDisconnect">;

/**
 * The browser ends a host with this worker, and so what was prepared: the next hello starts another.
 *
 * @param start has the browser start the host
 */
export function openNativeWay(start: () => Host): NativeWay {
  let prepared: { readonly host: Host; readonly late: ReturnType<typeof setTimeout> } | undefined;
  const take = (): Host | undefined => {
    const taken = prepared;
    prepared = undefined;
    clearTimeout(taken?.late);
    return taken?.host;
  };
  return {
    prepare: () => {
      if (prepared !== undefined) return;
      const host = start();
      const late = setTimeout(() => take()?.disconnect(), KEPT_FOR);
      prepared = { host, late };
      host.onDisconnect.addListener(() => {
        if (prepared?.host === host) take();
      });
    },
    sayHello: async (body) => {
      let answer: unknown;
      try {
        answer = await answerOf(take() ?? start(), body);
      } catch (cause) {
        return refuse("unreachable", "native", { cause });
      }
      const read = v.safeParse(helloAnswerSchema, answer);
      return read.success ? read.output : refuse("unreachable", "native");
    },
  };
}

async function answerOf(host: Host, body: HelloBody): Promise<unknown> {
  let late: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      late = setTimeout(() => reject(new Error("no answer in time")), ANSWER_WITHIN);
      host.onMessage.addListener(resolve);
      host.onDisconnect.addListener(() => reject(new Error("the host ended")));
      host.postMessage(body);
    });
  } finally {
    clearTimeout(late);
    host.disconnect();
  }
}
