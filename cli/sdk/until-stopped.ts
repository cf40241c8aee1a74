/** Gives the result of the work, or throws the signal's reason at once, whatever the work is still waiting for. */
export async function untilStopped<T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> {
  stop.throwIfAborted();
  const { promise: stopped, reject } = withReject();
  const onAbort = (): void => reject(stop.reason);
  stop.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stop.removeEventListener("abort", onAbort);
  }
}

/** Promise.withResolvers, which Node 20 does not have. */
function withReject(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejecting) => {
    reject = rejecting;
  });
  return { promise, reject };
}
