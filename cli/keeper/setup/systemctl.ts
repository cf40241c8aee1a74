import { execFile } from "node:child_process";

/** Asks the account's own systemd. Milliseconds. */
const WITHIN = 10_000;

/** @returns false where there is no systemd of this account, or if it says no */
export const systemctl = (...words: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    execFile("systemctl", ["--user", "--quiet", ...words], { timeout: WITHIN, killSignal: "SIGKILL" }, (error) =>
      resolve(error === null),
    );
  });

/** True if a systemd of this account answers, which can start the keeper. */
export const hasSystemd = (): Promise<boolean> => systemctl("show-environment");
