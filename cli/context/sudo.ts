import { texts } from "../texts/credentials.ts";
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
export const sudoSentence = (user: string): string => texts.underSudo({ user });
