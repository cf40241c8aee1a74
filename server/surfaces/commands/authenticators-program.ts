import type { Command } from "commander";

/** The actions of the command line on the policy for authenticators. */
export interface AuthenticatorActions {
  show(): Promise<void>;
  reset(options: { readonly reason?: string }): Promise<void>;
}

/** Adds `nearside-server authenticators …`. */
export function addAuthenticatorCommands(program: Command, actions: AuthenticatorActions): void {
  const authenticators = program
    .command("authenticators")
    .description("which authenticators are taken at enrolment: show the policy in force, or lift it");
  authenticators
    .command("show", { isDefault: true })
    .description("the policy in force, who published it, and whether a passkey of an owner fits it")
    .action(() => actions.show());
  authenticators
    .command("reset")
    .description("take any authenticator again, where a policy lets nobody in any more; the history keeps it")
    .option("--reason <text>", "why, for the history and the log of events")
    .action((options: { reason?: string }) => actions.reset(options));
}
