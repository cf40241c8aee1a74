import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import * as v from "valibot";
import type { Http } from "./http.ts";
import { readAnswer } from "./read-answer.ts";

/**
 * The time for which fetched keys are used. They are not fetched again earlier, whatever `kid` is asked for (protocol
 * §2). Milliseconds.
 */
const KEPT_FOR = 60_000;
const TIMEOUT = 10_000;

/**
 * The server's keys, fetched over TLS and kept in memory only: CLI and extension pin the issuer, not its keys (protocol
 * §2).
 */
export interface ServerKeys {
  /**
   * The keys as they were within the last minute. If the wanted key is not among them, the checks refuse the statement.
   *
   * @throws Problem
   */
  current(): Promise<readonly ServerKey[]>;
  /** Fetches the keys now, because they will be asked for. A failure is told to the first who asks. */
  warm(): void;
}

/** @param now epoch milliseconds */
export function createServerKeys(jwksUri: () => Promise<string>, http: Http, now: () => number): ServerKeys {
  let fetched: { readonly at: number; readonly keys: Promise<readonly ServerKey[]> } | undefined;
  const fetchKeys = async (): Promise<readonly ServerKey[]> => {
    const answer = await http.send({ method: "GET", url: await jwksUri(), timeout: TIMEOUT });
    return serverKeysOf(readAnswer(answer, v.unknown()));
  };
  const fetchAgain = (): Promise<readonly ServerKey[]> => {
    const keys = fetchKeys();
    const mine = { at: now(), keys };
    fetched = mine;
    // A failed fetch is no answer, so the next one who asks tries again.
    keys.catch(() => {
      if (fetched === mine) fetched = undefined;
    });
    return keys;
  };
  return {
    warm: () => {
      if (fetched === undefined) fetchAgain().catch(() => undefined);
    },
    current: async () => {
      const age = fetched === undefined ? undefined : now() - fetched.at; // below zero: the clock was set back
      const isKept = age !== undefined && age >= 0 && age < KEPT_FOR;
      return fetched !== undefined && isKept ? fetched.keys : fetchAgain();
    },
  };
}
