import type { RemoteCall } from "@nearside/shared/api/through-keeper.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signHashedDpop } from "@nearside/shared/statements/dpop.ts";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import type { ServerClock } from "../../server/server-clock.ts";
import { webOrigin } from "../../server/web-origin.ts";
import type { World } from "../../world/world.ts";

/**
 * The session key of one login from elsewhere. It lies in the keeper's memory alone and never leaves it: who has all that a host has of
 * the login has nothing without the session to that host (protocol §10.4).
 */
export interface RemoteSession {
  readonly machine: EnrolledMachine;
  readonly jkt: string;
  readonly clock: ServerClock;
  /** Makes a proof for one request; undefined for an address that is neither the server's nor one that the login is for. */
  prove(target: Omit<Extract<RemoteCall, { remote: "proof" }>, "remote" | "session_jkt">): Promise<string | undefined>;
  /** Ends the login, and tells the server that nobody waits for it. */
  withdraw(): Promise<void>;
}

interface Parts extends Pick<RemoteSession, "machine" | "clock" | "withdraw"> {
  readonly signer: Signer;
  /** That the login asked for. */
  readonly resource: readonly string[];
}

export function createSession(
  { random }: Pick<World, "random">,
  { machine, signer, clock, resource, withdraw }: Parts,
): RemoteSession {
  const origins = new Set([machine.issuer, ...resource].flatMap(webOrigin));
  return {
    machine,
    jkt: signer.thumbprint,
    clock,
    withdraw,
    // The time is ours: no proof is made now for a time at which the session may have ended.
    prove: async (target) =>
      webOrigin(target.url).some((origin) => origins.has(origin))
        ? signHashedDpop(signer, { ...target, jti: newRandomId(random), iat: clock.seconds() })
        : undefined,
  };
}
