import { type ApiRefusal, nonceIn, refusalIn } from "../apis/demand.ts";
import { nearsideErrorOf } from "./error-of.ts";
import { type Program, stopOf } from "./operation.ts";
import type { SessionRequest } from "./options.ts";
import { outgoing } from "./outgoing.ts";
import type { Session } from "./session.ts";
import type { SessionCalls } from "./session-calls.ts";

/** `session.fetch`: sends a request with token and proof, and once more for each remedy of a refusal. */
export function fetchProved(
  { issuer, outside, how }: Pick<Program, "issuer" | "outside" | "how">,
  calls: Pick<SessionCalls, "explain" | "mayStepUp" | "prove" | "renew" | "stepUp">,
): Session["fetch"] {
  /** The last nonce of each API (RFC 9449 §8.2). The token is for few APIs, so these stay few. */
  const nonces = new Map<string, string>();
  /** The APIs whose answer was explained. */
  const explained = new Set<string>();

  return async (input, init = {}) => {
    const out = outgoing(input, init);
    const { method, url } = out;
    const { origin } = url;
    const signal = signalOf(input, init);
    const tried = new Set<ApiRefusal["kind"]>();
    let again: string | undefined;
    for (;;) {
      const nonce = nonces.get(origin);
      const { headers, accessToken: used } = await calls.prove({ signal }, { method, url, nonce }, again);
      const answer = await outside.fetch(out.request(headers, signal)).catch((error: unknown) => {
        throw signal.aborted ? nearsideErrorOf(error, signal, issuer) : error;
      });
      const offered = nonceIn(answer);
      if (offered !== undefined) nonces.set(origin, offered);
      const refusal = refusalIn(answer);
      const isLast = refusal === undefined || !out.repeatable || tried.has(refusal.kind);
      if (isLast || !(await canHelp(refusal, { nonce, used, signal }))) {
        await explain(refusal, origin, signal);
        return answer;
      }
      tried.add(refusal.kind);
      again = refusal.kind === "nonce" ? used : undefined;
      await answer.body?.cancel();
      if (refusal.kind === "step_up") await calls.stepUp(refusal.demand, used, signal);
    }
  };

  function signalOf(input: string | URL | Request, init: SessionRequest): AbortSignal {
    const own = init.signal ?? (input instanceof Request ? input.signal : undefined);
    return stopOf(how, own === undefined || own === null ? {} : { signal: own });
  }

  /** True if the request may be sent once more: with that nonce, another token, or after a login that the program allows. */
  async function canHelp(
    refusal: ApiRefusal,
    sent: { readonly nonce: string | undefined; readonly used: string; readonly signal: AbortSignal },
  ): Promise<boolean> {
    if (refusal.kind === "nonce") return refusal.nonce !== sent.nonce;
    if (refusal.kind === "renewal") return calls.renew(sent.used, sent.signal);
    return calls.mayStepUp(refusal.demand, sent.used);
  }

  /** Tells that an API does not take tokens of this server at all, and does nothing more. */
  async function explain(refusal: ApiRefusal | undefined, origin: string, signal: AbortSignal): Promise<void> {
    if (refusal?.kind !== "renewal" || refusal.metadata === undefined || explained.has(origin)) return;
    explained.add(origin);
    await calls.explain({ origin, metadata: refusal.metadata }, signal);
  }
}
