import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type ApiRefusal, nonceIn, refusalIn, wouldHelp } from "../apis/demand.ts";
import { otherIssuer } from "../apis/other-issuer.ts";
import type { StepUpDemand } from "../apis/step-up-demand.ts";
import { endRefusedToken } from "../credentials/change-credential.ts";
import type { Credential } from "../credentials/credential.ts";
import { Problem } from "../problems/problem.ts";
import { nearsideErrorOf } from "./error-of.ts";
import { lacking, type Needed, withDemand } from "./needed.ts";
import { obtainLogin, secondsNow, storedLogin } from "./obtain-login.ts";
import { type Ground, type Operation, operate, stopOf } from "./operation.ts";
import type { SessionRequest, SignInOptions } from "./options.ts";
import { outgoing } from "./outgoing.ts";
import { type ProofTarget, prove } from "./prove.ts";
import type { Proof, Session } from "./session.ts";

/** @param signedInFor the demands of the sign-in that gave the credential */
export function openSession(ground: Ground, signedInFor: Needed, how: SignInOptions, credential: Credential): Session {
  const { issuer, user, clientId, outside } = ground;
  const { onEvent, openBrowser } = how;
  // A signal that could end the sign-in must not end each later request.
  const later = { onEvent, openBrowser };
  let needed: Needed = { ...signedInFor, acrValues: undefined, maxAge: undefined };
  let { scope } = credential;
  /** The last nonce of each API (RFC 9449 §8.2). The token is for few APIs, so these stay few. */
  const nonces = new Map<string, string>();
  /** The APIs whose answer was explained. */
  const explained = new Set<string>();

  /** The credential as it is kept now: another process may have renewed it, or signed out. @throws Problem `not_signed_in` */
  const current = async (operation: Operation): Promise<Credential> => {
    const stored = await storedLogin(operation, needed);
    const missing = await lacking(stored, needed, secondsNow(operation));
    if (missing !== undefined) throw new Problem("not_signed_in", `(Signed in again meanwhile without: ${missing}.)`);
    return stored;
  };

  const proofFor = (target: ProofTarget, signal: AbortSignal): Promise<Proof> =>
    operate(ground, { ...later, signal }, async (operation) => prove(operation, await current(operation), target));

  const mayStepUp = async (demand: StepUpDemand, refused: string): Promise<boolean> => {
    if (!wouldHelp(demand, (await accessToken.read(refused)).claims)) return false;
    return typeof how.stepUp === "function" ? how.stepUp(demand) : how.stepUp === true;
  };

  /** @returns whether the next token will be another one */
  const renew = (refused: string, signal: AbortSignal): Promise<boolean> =>
    operate(ground, { ...later, signal }, async (operation) => {
      const { place, machine, world } = operation;
      return endRefusedToken(place, await current(operation), refused, machine.keptIn, world);
    });

  const stepUp = async (demand: StepUpDemand, refused: string, signal: AbortSignal): Promise<void> => {
    const asking = {
      type: "step_up",
      ...demand,
      message: "The API asks for a new login before it does this.",
    } as const;
    const obtained = await operate(ground, { ...later, signal }, (operation) =>
      ground.alone(async () => {
        operation.world.stop.throwIfAborted();
        const before = (): void => operation.tell(asking);
        return obtainLogin(operation, withDemand(needed, demand), { interactive: true, refused, before });
      }),
    );
    needed = { ...needed, scopes: withDemand(needed, demand).scopes };
    scope = obtained.scope;
  };

  /** Tells that an API does not take tokens of this server at all, and does nothing more. */
  const explain = async (refusal: ApiRefusal | undefined, origin: string, signal: AbortSignal): Promise<void> => {
    if (refusal?.kind !== "renewal" || refusal.metadata === undefined || explained.has(origin)) return;
    explained.add(origin);
    const { metadata } = refusal;
    await operate(ground, { ...later, signal }, async ({ connection, tell }) => {
      const message = await otherIssuer(connection.http, { origin, metadata }, issuer);
      if (message !== undefined) tell({ type: "other_issuer", message });
    });
  };

  /**
   * True where the request may be sent once more: with that nonce, with another token, or after a login that the program
   * allows.
   */
  const canHelp = async (
    refusal: ApiRefusal,
    {
      nonce,
      used,
      signal,
    }: { readonly nonce: string | undefined; readonly used: string; readonly signal: AbortSignal },
  ): Promise<boolean> => {
    if (refusal.kind === "nonce") return refusal.nonce !== nonce;
    return refusal.kind === "renewal" ? renew(used, signal) : mayStepUp(refusal.demand, used);
  };

  const fetchProved = async (input: string | URL | Request, init: SessionRequest = {}): Promise<Response> => {
    const out = outgoing(input, init);
    const { origin } = out.url;
    const own = init.signal ?? (input instanceof Request ? input.signal : undefined);
    const signal = stopOf(ground.how, own === undefined || own === null ? {} : { signal: own });
    const done = new Set<ApiRefusal["kind"]>();
    for (;;) {
      const nonce = nonces.get(origin);
      const { headers, accessToken: used } = await proofFor({ method: out.method, url: out.url, nonce }, signal);
      const answer = await outside.fetch(out.request(headers, signal)).catch((error: unknown) => {
        throw signal.aborted ? nearsideErrorOf(error, signal, issuer) : error;
      });
      const offered = nonceIn(answer);
      if (offered !== undefined) nonces.set(origin, offered);
      const refusal = refusalIn(answer);
      const tried = refusal === undefined || !out.repeatable || done.has(refusal.kind);
      if (tried || !(await canHelp(refusal, { nonce, used, signal }))) {
        await explain(refusal, origin, signal);
        return answer;
      }
      done.add(refusal.kind);
      await answer.body?.cancel();
      if (refusal.kind === "step_up") await stepUp(refusal.demand, used, signal);
    }
  };

  return {
    issuer,
    user,
    clientId,
    get scope() {
      return scope;
    },
    resource: needed.resource,
    authorizationDetails: JSON.parse(needed.details),
    token: (options = {}) =>
      operate(ground, { ...later, ...options }, async (operation) => {
        const { access_token, expires_at, scope: granted } = await current(operation);
        const { claims } = await accessToken.read(access_token);
        return { accessToken: access_token, expiresAt: expires_at, scope: granted, audience: claims.aud };
      }),
    proof: (method, url, { nonce, ...options } = {}) =>
      operate(ground, { ...later, ...options }, async (operation) =>
        prove(operation, await current(operation), { method, url: readAddress(url), nonce }),
      ),
    fetch: fetchProved,
  };
}

/** @throws Problem `usage` */
function readAddress(url: string | URL): URL {
  if (!URL.canParse(String(url))) throw new Problem("usage", "The address of a proof must be a whole one.");
  return new URL(url);
}
