import { connect } from "node:tls";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { Problem } from "../problems/problem.ts";
import { bad, type Finding } from "./finding.ts";

const ABOUT = "certificate";
/** Milliseconds. */
const TIMEOUT = 5000;

/**
 * Reads the certificate that the server shows, for the person only: nothing is sent to the server, and nothing that it says
 * is trusted.
 */
export async function checkCertificate(issuer: string, problem: Problem): Promise<Finding> {
  const code = /\(([A-Z_0-9]+)\)$/.exec(problem.message)?.[1] ?? "";
  const shown = await shownBy(issuer);
  const by = shown === undefined ? "" : ` It says of itself, as anybody may, that "${quotable(shown)}" issued it.`;
  if (code === "CERT_HAS_EXPIRED")
    return bad(
      ABOUT,
      `The certificate of ${issuer} has expired.${by}`,
      "Check this machine's clock; if it is right, tell your administrator.",
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return bad(
      ABOUT,
      `The certificate that ${issuer} shows is for another name.${by}`,
      "Check the address. Somebody else may be answering: do not go on.",
    );
  return bad(
    ABOUT,
    `The certificate of ${issuer} is not trusted here (${code}).${by}`,
    "If that is your organisation's own authority, or a proxy of its own that looks into TLS, get its certificate from your administrator and from nobody else, and add it to the authorities that this system trusts. A Node before 22.15 does not read those: name it in your shell's profile, export NODE_EXTRA_CA_CERTS=/path/to/ca.pem. Then try again. If not, do not go on.",
  );
}

/** The server that answers chose this text, so it must not end the quotation around it. */
const quotable = (text: string): string => neutralise(text.replaceAll('"', "'"), 120);

function shownBy(issuer: string): Promise<string | undefined> {
  const { hostname, port } = new URL(issuer);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: port === "" ? 443 : Number(port),
      servername: hostname,
      rejectUnauthorized: false,
      timeout: TIMEOUT,
    });
    const end = (name: string | undefined): void => {
      resolve(name);
      socket.destroy();
    };
    socket.once("secureConnect", () => {
      const { issuer: authority } = socket.getPeerCertificate();
      end(
        [authority?.O, authority?.CN]
          .flat()
          .filter((part) => part !== undefined)
          .join(", "),
      );
    });
    socket.once("error", () => end(undefined));
    socket.once("timeout", () => end(undefined));
  });
}
