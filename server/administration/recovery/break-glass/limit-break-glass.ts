import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { limitWrong } from "../../../platform/limits/limit-wrong.ts";

/**
 * Runs what a break-glass code is typed for; wrong ones are counted by address and in all (threat R27). A slip that the code's own
 * check tells is no guess.
 *
 * @param address where it came from
 * @throws RateLimited before the code was looked at; whatever `run` throws
 */
export const limitWrongCodes = <T>(services: WithBudgets, address: string, run: () => Promise<T>): Promise<T> =>
  limitWrong(
    services,
    {
      byAddress: "wrong_break_glass_codes",
      inAll: "wrong_break_glass_codes_in_all",
      isWrong: (error) => error instanceof ConsoleError && error.code === "break_glass_invalid",
    },
    address,
    run,
  );
