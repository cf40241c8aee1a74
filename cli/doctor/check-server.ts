import type { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem.ts";
import { createHttp, type HttpAnswer } from "../server/http.ts";
import { metadataUrl, readMetadata } from "../server/metadata.ts";
import { texts } from "../texts/doctor/network.ts";
import type { World } from "../world/world.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkClock } from "./check-clock.ts";
import { bad, type Finding, good } from "./finding.ts";

const ABOUT = "server";
/** Milliseconds. */
const TIMEOUT = 8000;

/** Checks that the server answers, as itself, and compares the clocks by its answer. */
export async function checkServer(issuer: string, { now, stop }: Pick<World, "now" | "stop">): Promise<Finding[]> {
  const http = createHttp(stop);
  try {
    const sentAt = now();
    const answer = await http.send({ method: "GET", url: metadataUrl(issuer), timeout: TIMEOUT });
    const answeredAt = now();
    return [whoAnswered(issuer, answer), ...checkClock(answer.headers.date, (sentAt + answeredAt) / 2)];
  } catch (error) {
    stop.throwIfAborted();
    const problem = problemOf(error);
    if (problem.code === "server_untrusted") return [await checkCertificate(issuer, problem)];
    return [bad(ABOUT, texts.server.unreachable({ issuer, why: reasonOf(problem) }), cureOf(problem, issuer))];
  } finally {
    http.close();
  }
}

function whoAnswered(issuer: string, answer: HttpAnswer): Finding {
  const moved = answer.status >= 300 && answer.status < 400;
  if (moved || /^\s*</.test(answer.text))
    return bad(
      ABOUT,
      moved ? texts.server.redirected({ issuer, status: answer.status }) : texts.server.webPage({ issuer }),
      texts.server.inBetween,
    );
  try {
    readMetadata(answer, issuer);
    return good(ABOUT, texts.server.answers({ issuer }));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "wrong_issuer")
      return bad(ABOUT, texts.server.otherServer({ issuer }), texts.server.askAddress);
    return bad(ABOUT, texts.server.notNearside({ issuer, why: problem.message }), texts.server.checkAddress);
  }
}

const reasonOf = ({ message }: Problem): string => /\(.+\)$/.exec(message)?.[0] ?? "";

/** The cure for the codes of node:net and node:dns (getaddrinfo(3), connect(2)). */
function cureOf({ message }: Problem, issuer: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return texts.server.unknownName({ name: new URL(issuer).hostname });
  if (message.includes("ECONNREFUSED")) return texts.server.refused;
  if (/EHOSTUNREACH|ENETUNREACH/.test(message)) return texts.server.noRoute;
  if (message.includes("EPROTO")) return texts.server.noTls;
  return texts.server.checkNetwork;
}
