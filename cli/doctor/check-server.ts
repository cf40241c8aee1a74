import type { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem.ts";
import { createHttp, type HttpAnswer } from "../server/http.ts";
import { metadataUrl, readMetadata } from "../server/metadata.ts";
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
    return [bad(ABOUT, `${issuer} can't be reached. ${reasonOf(problem)}`, cureOf(problem, issuer))];
  } finally {
    http.close();
  }
}

function whoAnswered(issuer: string, answer: HttpAnswer): Finding {
  const moved = answer.status >= 300 && answer.status < 400;
  if (moved || /^\s*</.test(answer.text))
    return bad(
      ABOUT,
      `Something else answered for ${issuer}: ${moved ? `a redirect (${answer.status})` : "a web page"}.`,
      "A proxy or the sign-in page of a network stands in the way: sign in to the network, or ask for a direct way to this address.",
    );
  try {
    readMetadata(answer, issuer);
    return good(ABOUT, `${issuer} answers.`);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "wrong_issuer")
      return bad(
        ABOUT,
        `${issuer} says that it is another server.`,
        "Enrol with the address that your administrator names.",
      );
    return bad(
      ABOUT,
      `${issuer} answers, but not as a Nearside server. ${problem.message}`,
      "Check the address, and tell your administrator.",
    );
  }
}

const reasonOf = ({ message }: Problem): string => /\(.+\)$/.exec(message)?.[0] ?? "";

/** The cure for the codes of node:net and node:dns (getaddrinfo(3), connect(2)). */
function cureOf({ message }: Problem, issuer: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(message))
    return `The name ${new URL(issuer).hostname} is not known here: check the network, a VPN that must be on, and the spelling.`;
  if (message.includes("ECONNREFUSED"))
    return "The machine is there, but nothing listens: ask your administrator whether the server runs.";
  if (/EHOSTUNREACH|ENETUNREACH/.test(message))
    return "There is no way to it: check the network, and a VPN that must be on.";
  if (message.includes("EPROTO")) return "What answers speaks no TLS: check the address and its port.";
  return "Check the network, a VPN that must be on, and a firewall; then ask your administrator.";
}
