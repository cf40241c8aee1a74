import { Command } from "commander";
import { enrollCommand } from "./commands/enroll.ts";
import { loginCommand } from "./commands/login.ts";
import { logoutCommand } from "./commands/logout.ts";
import type { Start } from "./commands/start.ts";
import { tokenCommand } from "./commands/token.ts";
import { whoamiCommand } from "./commands/whoami.ts";

/** `nearside` and its commands; nothing is read or done before one was chosen. */
export function createProgram(start: Start): Command {
  const program = new Command("nearside")
    .description("Sign in from the terminal, approved with a passkey on the machine where you sit.")
    .version("0.1.0")
    .showHelpAfterError("(nearside --help shows what there is)");
  for (const make of [enrollCommand, loginCommand, tokenCommand, whoamiCommand, logoutCommand]) {
    const command = make(start);
    program.addCommand(command.copyInheritedSettings(program).allowExcessArguments(false));
  }
  return program;
}
