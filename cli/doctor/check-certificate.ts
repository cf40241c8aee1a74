import { connect } from "node:tls";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { Problem } from "../problems/problem.ts";
import { texts } from "../texts/doctor/network.ts";
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
  const authority = shown === undefined ? undefined : quotable(shown);
  if (code === "CERT_HAS_EXPIRED")
    return bad(ABOUT, texts.certificate.expired({ issuer, authority }), texts.certificate.checkClock);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return bad(ABOUT, texts.certificate.otherName({ issuer, authority }), texts.certificate.checkAddress);
  return bad(ABOUT, texts.certificate.untrusted({ issuer, code, authority }), texts.certificate.trustIt);
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
