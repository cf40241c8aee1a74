import type { StepUpDemand } from "../apis/step-up-demand.ts";
import { type Problem, problemOf } from "../problems/problem.ts";

/** Meets an API's demand for more than the token allows. */
export interface StepUp {
  /**
   * @param refused the access token that the API found lacking
   * @returns true if there is another token now, so that the request may be sent once more
   */
  meet(demand: StepUpDemand, refused: string): Promise<boolean>;
  /** The new approval did not help: the API still demands more. */
  inVain(): void;
}

export interface StepUpPlace {
  /** @param login says whether a login may be begun, if a person is there to approve it */
  readonly demanded: (demand: StepUpDemand, refused: string, login: boolean) => Promise<unknown>;
  /** Called with the reason for which there is no such token, and with what to type. */
  readonly failed: (problem: Problem) => void;
}

/**
 * Meets one demand at a time, so that the next one finds what the one before it got. The person is not asked again
 * once an approval was denied, did not come or did not help, for a tool may repeat its request forever. Then only
 * the command to type is told.
 */
export function createStepUp({ demanded, failed }: StepUpPlace): StepUp {
  let mayAsk = true;
  let before: Promise<unknown> = Promise.resolve();
  const meet = async (demand: StepUpDemand, refused: string): Promise<boolean> => {
    try {
      await demanded(demand, refused, mayAsk);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === "interrupted") return false; // the proxy ends
      if (problem.code !== "not_signed_in") mayAsk = false;
      failed(problem);
      return false;
    }
  };
  return {
    meet: (demand, refused) => {
      const mine = before.then(() => meet(demand, refused));
      before = mine;
      return mine;
    },
    inVain: () => {
      mayAsk = false;
    },
  };
}
