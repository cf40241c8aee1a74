import { Command } from "commander";
import { doctorCommand } from "./commands/doctor.ts";
import { enrollCommand } from "./commands/enroll.ts";
import { execCommand } from "./commands/exec.ts";
import { keyCommand } from "./commands/key.ts";
import { loginCommand } from "./commands/login.ts";
import { logoutCommand } from "./commands/logout.ts";
import { profileCommand } from "./commands/profile.ts";
import { proxyCommand } from "./commands/proxy.ts";
import type { Start } from "./commands/start.ts";
import { statusCommand } from "./commands/status.ts";
import { tokenCommand } from "./commands/token.ts";
import { verifyCommand } from "./commands/verify.ts";
import { whoamiCommand } from "./commands/whoami.ts";

/** The ranges of `exit-codes.ts`. */
const AFTER_HELP = `
Exit codes, one for each way to end (--json names it too):
  0 done   2 how it was called   3-9 something to do first on this machine   10-19 the server
  20-29 a no, or out of time   30-49 enrolment   50-69 the meeting with the browser
  70-119 a statement that does not hold   120-125 this machine's keyring or TPM   130 Ctrl-C

Keys are kept in a folder of your account; NEARSIDE_HOME names another one.`;

/** `nearside` and its commands; nothing is read or done before one was chosen. */
export function createProgram(start: Start): Command {
  const program = new Command("nearside")
    .description("Sign in from the terminal, approved with a passkey on the machine where you sit.")
    .version("0.1.0")
    // After a command's name, options are the command's: `nearside exec -- tool --json`.
    .enablePositionalOptions()
    .showHelpAfterError("(nearside --help shows what there is)")
    .addHelpText("after", AFTER_HELP);
  for (const make of [
    enrollCommand,
    loginCommand,
    tokenCommand,
    whoamiCommand,
    logoutCommand,
    profileCommand,
    keyCommand,
    verifyCommand,
    execCommand,
    proxyCommand,
    statusCommand,
    doctorCommand,
  ]) {
    const command = make(start);
    program.addCommand(command.copyInheritedSettings(program).allowExcessArguments(false));
    for (const inner of command.commands) inner.copyInheritedSettings(command).allowExcessArguments(false);
  }
  return program;
}
