import type { HelloAnswer, HelloBody } from "@nearside/shared/api/loopback.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Channel, Loopback } from "@nearside/shared/claims.ts";
import type { SayHello } from "./say-hello.ts";

/** The answer, unverified, and the way on which it came. */
interface Reached {
  readonly answer: HelloAnswer;
  readonly channel: Channel;
}

export interface Ways {
  /** Over loopback. */
  readonly sayHello: SayHello;
  /** Through the keeper of this machine; undefined if the person has not allowed it. @throws Refused */
  readonly sayHelloNatively: ((body: HelloBody) => Promise<HelloAnswer>) | undefined;
  /** True if the person allows loopback. */
  readonly mayUseLoopback: boolean;
}

/**
 * Sends the hello: through the keeper if the person has allowed that, and if nobody answers there, over loopback. Safety
 * rests on neither way (protocol §4.2), and each party signs which one it was.
 *
 * @throws Refused `permission_missing` if there is no way that it may go; `unreachable`, `malformed`
 */
export async function reach(loopback: Loopback | null, body: HelloBody, ways: Ways): Promise<Reached> {
  const { sayHello, sayHelloNatively, mayUseLoopback } = ways;
  const overLoopback = loopback !== null && mayUseLoopback ? loopback : undefined;
  if (sayHelloNatively !== undefined) {
    try {
      return { answer: await sayHelloNatively(body), channel: "native" };
    } catch (error) {
      if (overLoopback === undefined) throw error;
    }
  }
  // this login listens on no port, or the person has not allowed that way
  if (overLoopback === undefined) return refuse("permission_missing", "loopback");
  return { answer: await sayHello(overLoopback, body), channel: "loopback" };
}
