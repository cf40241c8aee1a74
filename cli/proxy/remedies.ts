import type { IncomingMessage } from "node:http";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { refusalIn, wouldHelp } from "../apis/demand.ts";
import type { Proof, Prover } from "./prover.ts";
import type { StepUp } from "./step-up.ts";

/** The ways to make an API take a request that it refused. Each is tried once for a request. */
export type Remedy = "nonce" | "renewal" | "step_up";

export interface RemedyPlace {
  readonly prover: Prover;
  readonly stepUp: StepUp;
  /** @returns true if the next token will be another one */
  readonly renew: (refused: string) => Promise<boolean>;
  /** Says why, if the API takes no tokens of this server at all. @param metadata address of the API's description */
  readonly explain: (metadata: string | undefined) => Promise<void>;
}

/**
 * @param tried the remedies that this request had before
 * @returns the remedy that it had now, so that it may be sent once more; undefined if the answer is for the tool
 */
export type Remedies = (
  answer: IncomingMessage,
  proof: Proof,
  tried: ReadonlySet<Remedy>,
) => Promise<Remedy | undefined>;

export const createRemedies =
  ({ prover, stepUp, renew, explain }: RemedyPlace): Remedies =>
  async (answer, proof, tried) => {
    if (prover.learn(answer, proof)) return tried.has("nonce") ? undefined : "nonce";
    const refusal = refusalIn({
      status: answer.statusCode ?? 0,
      headers: { get: (name) => answer.headersDistinct[name]?.join(", ") ?? null },
    });
    if (refusal?.kind === "renewal") {
      if (tried.has("renewal") || !(await renew(proof.accessToken))) {
        await explain(refusal.metadata);
        return undefined;
      }
      prover.readAgain();
      return "renewal";
    }
    if (refusal?.kind !== "step_up") return undefined;
    if (tried.has("step_up")) {
      stepUp.inVain();
      return undefined;
    }
    if (!wouldHelp(refusal.demand, (await accessToken.read(proof.accessToken)).claims)) return undefined;
    if (!(await stepUp.meet(refusal.demand, proof.accessToken))) return undefined;
    prover.readAgain();
    return "step_up";
  };
