import type { IncomingMessage } from "node:http";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { refusalIn, wouldHelp } from "../apis/demand.ts";
import type { Proof, Prover } from "./prover.ts";
import type { StepUp } from "./step-up.ts";

/** What may make an API take a request that it refused: each once for a request. */
export type Remedy = "nonce" | "renewal" | "step_up";

export interface RemedyPlace {
  readonly prover: Prover;
  readonly stepUp: StepUp;
  /** @returns whether the next token will be another one */
  readonly renew: (refused: string) => Promise<boolean>;
  /** Says why, where the API takes no tokens of this server at all. @param metadata where it describes itself */
  readonly explain: (metadata: string | undefined) => Promise<void>;
}

/**
 * @param tried what was done for this request before
 * @returns what was done now, so that the request may be sent once more; undefined where the answer is the tool's
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
