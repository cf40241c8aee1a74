const TIMEOUT_MS = 5000;

interface IssuerDocument {
  /** An address below the issuer. */
  readonly url: string;
  /** Media types. */
  readonly accept: string;
  readonly maxBytes: number;
}

/**
 * Reads the text that the issuer publishes at one of its addresses. No redirect is followed: an attacker who could make
 * the issuer name another address would else aim this API at it.
 *
 * @throws Error of any kind, for the log
 */
export async function readFromIssuer(
  fetch: typeof globalThis.fetch,
  { url, accept, maxBytes }: IssuerDocument,
): Promise<string> {
  // "manual" and status 200 alone mean that no redirect is followed. "error" says the same, but not every runtime knows
  // it.
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

/**
 * Reads all bytes of the stream, and stops if there are more than `maxBytes`.
 *
 * @throws Error if there are more
 */
export async function readLimited(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw new Error(`the answer is longer than ${maxBytes} bytes, so it was not read`);
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
