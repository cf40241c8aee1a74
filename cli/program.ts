import tab from "@bomb.sh/tab/commander";
import { Command } from "commander";
import { doctorCommand } from "./commands/doctor.ts";
import { enrollCommand } from "./commands/enroll.ts";
import { execCommand } from "./commands/exec.ts";
import { gitCredentialCommand } from "./commands/git-credential.ts";
import { keyCommand } from "./commands/key.ts";
import { kubectlCredentialCommand } from "./commands/kubectl-credential.ts";
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
Begin like this:
  nearside enroll https://login.example.com     once, with a ticket from your administrator
  nearside login                                one click and one touch in the browser
  nearside token --proof "GET https://api.example.com/orders" | curl -H @- https://api.example.com/orders
  nearside doctor                               when something does not work

nearside help <command> shows a command's options, with examples.

Exit codes, one for each way to end (--json names it too):
  0 done   2 how it was called   3-9 something to do first on this machine   10-19 the server
  20-29 a no, or out of time   30-49 enrolment   50-69 the meeting with the browser
  70-119 a statement that does not hold   120-125 this machine's keyring, TPM or settings   130 Ctrl-C

Keys are kept in a folder of your account; NEARSIDE_HOME names another one.`;

const COMPLETION_HELP = `
  bash         nearside completion bash > ~/.local/share/bash-completion/completions/nearside
  zsh          nearside completion zsh > ~/.zsh/completions/_nearside    (a folder of your fpath)
  fish         nearside completion fish > ~/.config/fish/completions/nearside.fish
  powershell   nearside completion powershell >> $PROFILE`;

const GROUPS: readonly (readonly [heading: string, makers: readonly ((start: Start) => Command)[]])[] = [
  ["Every day:", [loginCommand, statusCommand, whoamiCommand, tokenCommand, logoutCommand]],
  ["This machine:", [enrollCommand, keyCommand, profileCommand, doctorCommand]],
  ["For other tools:", [execCommand, proxyCommand, kubectlCredentialCommand, gitCredentialCommand]],
  ["For the record:", [verifyCommand]],
];

/** `nearside` and its commands; nothing is read or done before one was chosen. */
export function createProgram(start: Start): Command {
  const program = new Command("nearside")
    .description("Sign in from the terminal, approved with a passkey on the machine where you sit.")
    .version("0.1.0")
    // After a command's name, options are the command's: `nearside exec -- tool --json`.
    .enablePositionalOptions()
    .showHelpAfterError("(nearside --help shows what there is)")
    .addHelpText("after", AFTER_HELP);
  for (const [heading, makers] of GROUPS) {
    for (const make of makers) {
      const command = make(start).helpGroup(heading);
      program.addCommand(command.copyInheritedSettings(program).allowExcessArguments(false));
    }
  }
  // `nearside completion <shell>` prints what a shell needs; `complete` is what that asks for each word.
  tab(program, { completionCommandName: "completion" });
  program.commands
    .find((command) => command.name() === "completion")
    ?.description("print what your shell needs to complete nearside's commands and options")
    .addHelpText("after", COMPLETION_HELP);
  return program;
}
