import type { Doorway } from "../../doorway/doorway.ts";
import { noAnswerInWords, TurnedAway } from "../../doorway/turned-away.ts";
import { Problem } from "../../problems/problem.ts";
import type { World } from "../../world/world.ts";

/** @throws Problem `keeper_missing`, `keeper_refused` */
export async function asked<T>(world: World, ask: (doorway: Doorway) => Promise<T | undefined>): Promise<T> {
  const doorway = world.doorway();
  try {
    const answer = doorway === undefined ? undefined : await ask(doorway);
    if (answer === undefined) throw new Problem("keeper_missing");
    return answer;
  } catch (error) {
    if (!(error instanceof TurnedAway)) throw error;
    const { says, cure } = noAnswerInWords(error.code);
    throw new Problem("keeper_refused", `${says} ${cure}`, { cause: error });
  }
}
