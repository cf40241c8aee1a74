import type { ProcessSeen } from "../caller.ts";
import { isRunning } from "../process-times.ts";

/** Answers for more are forgotten: those of processes that have ended, then the oldest. */
const MOST = 512;

/**
 * Makes a question that is asked once of each `ssh`, whatever comes over its connections. To ask costs a process, and runs what the person's
 * configuration has behind `Match exec`; a host opens as many connections as it likes. `ssh` itself reads its configuration once.
 */
export function oncePerSsh<Answer>(ask: (ssh: ProcessSeen) => Promise<Answer>): (ssh: ProcessSeen) => Promise<Answer> {
  const asked = new Map<string, { readonly ssh: ProcessSeen; readonly answer: Promise<Answer> }>();
  const makeRoom = (): void => {
    if (asked.size < MOST) return;
    for (const [key, { ssh }] of asked) if (!isRunning(ssh)) asked.delete(key);
    const [oldest] = asked.keys();
    if (asked.size >= MOST && oldest !== undefined) asked.delete(oldest);
  };
  return (ssh) => {
    const key = `${ssh.pid} ${ssh.startTime}`;
    const known = asked.get(key);
    if (known !== undefined) return known.answer;
    makeRoom();
    const answer = ask(ssh);
    asked.set(key, { ssh, answer });
    return answer;
  };
}
