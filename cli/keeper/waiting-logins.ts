import type { HelloAnswer, HelloBody } from "@nearside/shared/api/loopback.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import type { NativePeer } from "../doorway/messages.ts";

/** A command line that waits here for hellos of one login. */
export interface WaitingLogin {
  /** The request that it waits for, as text. */
  readonly request: string;
  /** The device id of the enrolment that it logs in with. */
  readonly machine: string;
  /** Hands the hello on. @returns null if it is turned away */
  meet(body: HelloBody, browser: NativePeer): Promise<HelloAnswer | null>;
  /** Lets the login go: nothing is handed to it any more. */
  end(): void;
}

/** The most command lines that wait at once. */
const MOST = 64;

/** The command lines that wait here. Nothing is kept of them: who ends is forgotten with its connection. */
export interface WaitingLogins {
  count(): number;
  /** @returns false if too many wait */
  add(login: WaitingLogin): boolean;
  remove(login: WaitingLogin): void;
  /** Lets go of every login of that machine. */
  end(machine: string): void;
  /** The answer of the command line that waits for this hello; undefined if none does. */
  meet(body: HelloBody, browser: NativePeer): Promise<HelloAnswer | undefined>;
}

export function createWaitingLogins(): WaitingLogins {
  const waiting = new Set<WaitingLogin>();
  return {
    count: () => waiting.size,
    add: (login) => {
      if (waiting.size >= MOST) return false;
      waiting.add(login);
      return true;
    },
    remove: (login) => void waiting.delete(login),
    end: (machine) => {
      for (const login of waiting) if (login.machine === machine) login.end();
    },
    meet: async (body, browser) => {
      const asked = [...waiting].filter(({ request }) => request === body.request);
      // Any program of the account may say that it waits for a request that it has seen. All that do are asked, and the
      // one that has the login's session key is heard.
      return Promise.any(asked.map((login) => provenAnswer(login, body, browser))).catch(() => undefined);
    },
  };
}

/** @throws Refused if it is turned away, or answered by another key than the login's */
async function provenAnswer(login: WaitingLogin, body: HelloBody, browser: NativePeer): Promise<HelloAnswer> {
  const [{ claims }, answer] = await Promise.all([readAnyRequest(body.request), login.meet(body, browser)]);
  if (answer === null) return refuse("unreachable", "presence_proof");
  await verifyPresenceSignature(await presenceProof.read(answer.presence_proof), claims.sub_jkt);
  return answer;
}
