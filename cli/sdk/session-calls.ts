import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { wouldHelp } from "../apis/demand.ts";
import { otherIssuer } from "../apis/other-issuer.ts";
import type { StepUpDemand } from "../apis/step-up-demand.ts";
import { endRefusedToken } from "../credentials/change-credential.ts";
import type { Credential } from "../credentials/credential.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/sdk.ts";
import { lacking, type Needed, withDemand } from "./needed.ts";
import { obtainLogin, secondsNow, storedLogin } from "./obtain-login.ts";
import { type Operation, operate, type Program } from "./operation.ts";
import type { CallOptions, SignInOptions } from "./options.ts";
import { type ProofTarget, prove } from "./prove.ts";
import type { Proof } from "./session.ts";

/** The calls of one session, which work with its login as it is kept now. */
export interface SessionCalls {
  /** Has more after a step-up. */
  scope(): string;
  /**
   * Token and proof for one request.
   *
   * @param again the token of the same request, where only the proof was refused
   * @throws NearsideError `address_not_granted`, …
   */
  prove(options: CallOptions, target: ProofTarget, again?: string): Promise<Proof>;
  /** Runs one call with the session's credential, renewed if needed. @throws NearsideError */
  withCredential<T>(
    options: CallOptions,
    work: (operation: Operation, credential: Credential) => Promise<T>,
  ): Promise<T>;
  /** An API refused that access token. @returns true if the next token will be another one. @throws NearsideError */
  renew(refused: string, signal: AbortSignal): Promise<boolean>;
  /** True if a new login could meet the demand, and the program allows one. */
  mayStepUp(demand: StepUpDemand, refused: string): Promise<boolean>;
  /** Gets a login that meets the demand. @throws NearsideError */
  stepUp(demand: StepUpDemand, refused: string, signal: AbortSignal): Promise<void>;
  /** Tells that an API does not take tokens of this server at all, if that is so. @throws NearsideError */
  explain(api: { readonly origin: string; readonly metadata: string }, signal: AbortSignal): Promise<void>;
}

/** @param signedInFor the demands of the sign-in that gave the credential */
export function sessionCalls(
  program: Program,
  signedInFor: Needed,
  how: SignInOptions,
  credential: Credential,
): SessionCalls {
  const { onEvent, openBrowser } = how;
  // A signal that could end the sign-in must not end each later request.
  const later = { onEvent, openBrowser };
  let needed: Needed = { ...signedInFor, acrValues: undefined, maxAge: undefined };
  let { scope } = credential;

  const withCredential: SessionCalls["withCredential"] = (options, work) =>
    operate(program, { ...later, ...options }, async (operation) => work(operation, await current(operation, needed)));

  return {
    scope: () => scope,
    withCredential,
    prove: (options, target) => withCredential(options, async (operation, stored) => prove(operation, stored, target)),
    renew: (refused, signal) =>
      withCredential({ signal }, ({ place, machine, world }, stored) =>
        endRefusedToken(place, stored, refused, machine.keptIn, world),
      ),
    mayStepUp: async (demand, refused) => {
      if (!wouldHelp(demand, (await accessToken.read(refused)).claims)) return false;
      return typeof how.stepUp === "function" ? how.stepUp(demand) : how.stepUp === true;
    },
    stepUp: async (demand, refused, signal) => {
      const more = withDemand(needed, demand);
      const obtained = await operate(program, { ...later, signal }, (operation) =>
        program.alone(async () => {
          operation.world.stop.throwIfAborted();
          const before = (): void => tellStepUp(operation, demand);
          return obtainLogin(operation, more, { interactive: true, refused, before });
        }),
      );
      needed = { ...needed, scopes: withDemand(needed, demand).scopes };
      scope = obtained.scope;
    },
    explain: (api, signal) =>
      operate(program, { ...later, signal }, async ({ connection, tell }) => {
        const message = await otherIssuer(connection.http, api, program.issuer);
        if (message !== undefined) tell({ type: "other_issuer", message });
      }),
  };
}

/** The credential as it is kept now: another process may have renewed it, or signed out. @throws Problem `not_signed_in` */
async function current(operation: Operation, needed: Needed): Promise<Credential> {
  const stored = await storedLogin(operation, needed);
  const missing = await lacking(stored, needed, secondsNow(operation));
  if (missing !== undefined) throw new Problem("not_signed_in", texts.without({ missing }));
  return stored;
}

const tellStepUp = ({ tell }: Operation, demand: StepUpDemand): void =>
  tell({ type: "step_up", ...demand, message: texts.newLogin });
