import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { jwksOf, newSigner } from "../../test/kit/keys.ts";

const JWKS = "/oauth/jwks";
type How = (answer: ServerResponse) => unknown;

/** A real server on this machine's loopback. It publishes what a Nearside server does, or fails as one may. */
export interface TestIssuer {
  readonly issuer: string;
  readonly signer: Signer;
  /** Counts the requests for its keys, or for another path. */
  readonly requests: (path?: string) => number;
  /** Sets the answer from now on, for its keys or at another path; undefined brings back the keys, or nothing. */
  readonly answers: (how: How | undefined, path?: string) => void;
  readonly publishes: (signers: readonly Signer[]) => void;
  readonly close: () => Promise<unknown>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const signer = await newSigner();
  let published = JSON.stringify(jwksOf(signer));
  const keys: How = (answer) => {
    answer.setHeader("Access-Control-Allow-Origin", "*");
    answer.setHeader("Content-Type", "application/jwk-set+json").end(published);
  };
  const hows = new Map<string, How>();
  const paths: string[] = [];
  const server = createServer(({ url = "" }, answer) => {
    paths.push(url);
    const how = hows.get(url) ?? (url === JWKS ? keys : undefined);
    if (how === undefined) answer.writeHead(404).end();
    else how(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    issuer: `http://127.0.0.1:${portOf(server)}`,
    signer,
    requests: (path = JWKS) => paths.filter((each) => each === path).length,
    answers: (how, path = JWKS) => {
      if (how === undefined) hows.delete(path);
      else hows.set(path, how);
    },
    publishes: (signers) => {
      published = JSON.stringify(jwksOf(...signers));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export function portOf(server: { address(): string | AddressInfo | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
