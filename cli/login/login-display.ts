import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { Channel } from "@nearside/shared/claims.ts";
import type { PostureFact, PostureName } from "@nearside/shared/posture/posture.ts";
import type { PeerRefusalCode } from "../listener/verify-peer.ts";

type Question = SecondWait["questions"][number];

/** Answers a question of somebody who was asked; undefined where the session key is elsewhere. @throws Problem, Refused */
export type AnswerQuestion = ((question: Question, answer: string) => Promise<void>) | undefined;

/** Tells the person, or the program that asks for them, how a login continues. */
export interface LoginDisplay {
  /** @param expiresIn seconds */
  approvalNeeded(url: string, expiresIn: number): void;
  peerRefused(code: PeerRefusalCode): void;
  /**
   * A browser of this machine, or of the one that its person came from, met this command line: only the person's yes is still to come.
   *
   * @param channel left out where the keeper of another machine met it
   */
  met?(channel?: Channel): void;
  /** A browser says that it did not meet this command line (protocol §4.4). It is hearsay, and is told once for each code. */
  trouble?(code: BrowserTrouble): void;
  /**
   * Rules look at what this machine said of itself, and it is not in order (protocol §4.8). The person is told before the rules say no.
   *
   * @param os as the machine names its own system
   */
  protection?(facts: readonly (readonly [PostureName, PostureFact])[], os: string): void;
  /** A rule wants the person to type something in the browser first; undefined once that is typed. */
  wanted?(wanted: Wanted | undefined): void;
  /**
   * The person has approved, and the login waits for further people (protocol §11). Called again whenever that changes.
   *
   * @param secondsLeft until they have had their time
   */
  second?(second: SecondWait, secondsLeft: number, answer: AnswerQuestion): void;
}
