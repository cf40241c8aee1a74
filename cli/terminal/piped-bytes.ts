/**
 * Everything that standard input brings until it ends, for a command that takes a whole file there.
 *
 * @param limit bytes
 * @returns undefined if the input is longer: the rest is not read
 * @throws the signal's reason
 */
export async function pipedBytes(
  input: NodeJS.ReadableStream,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  signal.throwIfAborted();
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const settle = (conclude: () => void): void => {
      input.off("data", onData).off("end", onEnd).off("error", onEnd).pause();
      signal.removeEventListener("abort", onAbort);
      conclude();
    };
    const onData = (chunk: Buffer | string): void => {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > limit) settle(() => resolve(undefined));
      else chunks.push(bytes);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const onAbort = (): void => settle(() => reject(signal.reason));
    input.on("data", onData).on("end", onEnd).on("error", onEnd);
    signal.addEventListener("abort", onAbort, { once: true });
    input.resume();
  });
}
