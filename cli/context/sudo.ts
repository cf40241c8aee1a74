import type { Surroundings } from "./surroundings.ts";

/**
 * The account that typed sudo, if this command runs as root by it. The command then sees root's keys and enrolments, and
 * not that person's.
 */
export function sudoUser({ account, env }: Pick<Surroundings, "account" | "env">): string | undefined {
  const user = env["SUDO_USER"] ?? "";
  return account === "root" && user !== "" && user !== "root" ? user : undefined;
}

/** The sentence that tells the person so. */
export const sudoSentence = (user: string): string =>
  `This command runs as root, because of sudo, so it sees root's keys and enrolments and not those of ${user}. Type it again without sudo.`;
