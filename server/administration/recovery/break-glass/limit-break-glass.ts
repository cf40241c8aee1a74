import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { limitWrong } from "../../../platform/limits/limit-wrong.ts";

/**
 * Runs `run`, for which a break-glass code was typed, and counts wrong codes by address and in all (threat R27). A typing error
 * that the code's own check reveals does not count as a guess.
 *
 * @param address of the client
 * @throws RateLimited before the code is compared; everything that `run` throws
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
