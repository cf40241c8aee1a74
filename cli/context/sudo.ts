import type { Surroundings } from "./surroundings.ts";

/** Who typed sudo, where this command runs as root because of it: keys and enrolments are then root's, and that person's are not seen. */
export function sudoUser({ account, env }: Pick<Surroundings, "account" | "env">): string | undefined {
  const user = env["SUDO_USER"] ?? "";
  return account === "root" && user !== "" && user !== "root" ? user : undefined;
}

/** What to tell them. */
export const saysSudo = (user: string): string =>
  `This command runs as root, because of sudo, so it sees root's keys and enrolments and not those of ${user}. Type it again without sudo.`;
