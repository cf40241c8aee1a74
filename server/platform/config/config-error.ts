import { configTexts } from "../../texts/config.ts";
import { CannotStart } from "./cannot-start.ts";

/** One wrong setting, shown as `<setting> <problem>. Example: <example>`. */
export interface Problem {
  readonly setting: string;
  readonly problem: string;
  readonly example: string | undefined;
}

/** No command runs with a wrong setting. The message is for the person who typed it, and quotes no value. */
export class ConfigError extends CannotStart {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    const lines = problems.map(
      ({ setting, problem, example }) =>
        `  ${setting} ${problem}.${example === undefined ? "" : ` Example: ${example}`}`,
    );
    super(configTexts.mistakes({ lines: lines.join("\n") }), options);
    this.problems = problems;
  }
}
