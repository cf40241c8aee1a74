import type { ConsolePage } from "../kit/console.ts";
import { redeemedLogin } from "./logging-in.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds of each login of a round: alone, and beside somebody who asks for the same address without pause. */
interface BesideRound {
  readonly alone: readonly number[];
  readonly beside: readonly number[];
}

export async function loginsBeside(
  stage: Stage,
  page: Pick<ConsolePage, "get">,
  address: string,
  { rounds, logins }: { readonly rounds: number; readonly logins: number },
): Promise<readonly BesideRound[]> {
  const done: BesideRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const alone = await timesOf(logins, () => redeemedLogin(stage));
    let isOver = false;
    const asking = (async () => {
      while (!isOver) await page.get(address);
    })();
    const beside = await timesOf(logins, () => redeemedLogin(stage));
    isOver = true;
    await asking;
    done.push({ alone, beside });
  }
  return done;
}

/** Does the work that often, one after the other. @returns the milliseconds of each */
export async function timesOf(count: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}
