import { readLimited } from "./read-limited.ts";

const TIMEOUT_MS = 5000;

interface IssuerDocument {
  /** Below the issuer. */
  readonly url: string;
  /** Media types. */
  readonly accept: string;
  readonly maxBytes: number;
}

/**
 * What the issuer answers at one of its addresses, as text. No redirect is followed: whoever could make the issuer name
 * another address would else aim this API at it.
 *
 * @throws Error whatever went wrong: for the log
 */
export async function readFromIssuer(
  fetch: typeof globalThis.fetch,
  { url, accept, maxBytes }: IssuerDocument,
): Promise<string> {
  // "manual" and only 200: no redirect is followed. "error" says the same, but not every runtime knows it.
  const answer = await fetch(url, {
    redirect: "manual",
    headers: { accept },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`the issuer answered ${answer.status} when asked for ${url}`);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(await readLimited(answer.body, maxBytes));
}
