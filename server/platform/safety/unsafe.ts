import { CannotStart } from "../config/cannot-start.ts";

/** The server would run, but not safely. Each line names a problem and the command that mends it. */
export class Unsafe extends CannotStart {
  override readonly name = "Unsafe";

  constructor(problems: readonly string[]) {
    super(
      `The server did not start, because it would not be safe. Nothing was changed.\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  }
}
